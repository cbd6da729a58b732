// faiss as NativePeer calls it: an index of its factory, inner product, one thread a search.
#include <faiss/AutoTune.h>
#include <faiss/Index.h>
#include <faiss/IndexIVF.h>
#include <faiss/impl/IDSelector.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#include <omp.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace {
struct Peer {
    std::unique_ptr<faiss::Index> index;
    std::vector<int64_t> labels;
};

std::string message;
}  // namespace

extern "C" {
const char* faiss_message() { return message.c_str(); }

// Trains the index that settings describe, fills it and writes it. Returns 0, or 1 with a message.
int faiss_build(const char* file, const char* settings, const float* items, int count, int dimension, int threads) {
    try {
        omp_set_num_threads(threads);
        std::unique_ptr<faiss::Index> index(
            faiss::index_factory(dimension, settings, faiss::METRIC_INNER_PRODUCT));
        index->train(count, items);
        index->add(count, items);
        faiss::write_index(index.get(), file);
        return 0;
    } catch (const std::exception& e) {
        message = e.what();
        return 1;
    }
}

void* faiss_open(const char* file, int) {
    try {
        omp_set_num_threads(1);
        auto peer = std::make_unique<Peer>();
        peer->index.reset(faiss::read_index(file));
        return peer.release();
    } catch (const std::exception& e) {
        message = e.what();
        return nullptr;
    }
}

// Effort is the number of lists that are read.
void faiss_effort(void* handle, int effort) {
    faiss::ParameterSpace().set_index_parameter(static_cast<Peer*>(handle)->index.get(), "nprobe", effort);
}

// Writes the best items and their inner products, best first. Returns how many, or -1 with a message.
int faiss_search(void* handle, const float* query, int wanted, const uint8_t* filter, int filter_bytes, int* ordinals,
                float* scores) {
    try {
        auto* peer = static_cast<Peer*>(handle);
        peer->labels.resize(wanted);
        if (filter_bytes == 0) {
            peer->index->search(1, query, wanted, scores, peer->labels.data());
        } else {
            auto* lists = dynamic_cast<faiss::IndexIVF*>(peer->index.get());
            if (lists == nullptr) {
                message = "no filters for this index";
                return -1;
            }
            faiss::IDSelectorBitmap passes(static_cast<size_t>(filter_bytes) * 8, filter);
            faiss::SearchParametersIVF parameters;
            parameters.nprobe = lists->nprobe;
            parameters.sel = &passes;
            lists->search(1, query, wanted, scores, peer->labels.data(), &parameters);
        }
        int size = 0;
        while (size < wanted && peer->labels[size] >= 0) {
            ordinals[size] = static_cast<int>(peer->labels[size]);
            size++;
        }
        return size;
    } catch (const std::exception& e) {
        message = e.what();
        return -1;
    }
}

void faiss_close(void* handle) { delete static_cast<Peer*>(handle); }
}
