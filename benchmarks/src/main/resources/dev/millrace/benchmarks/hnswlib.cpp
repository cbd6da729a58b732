// hnswlib as NativePeer calls it: inner product of unit vectors, efConstruction 100, seed 7.
#include <hnswlib/hnswlib.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {
constexpr int CONSTRUCTION = 100;

struct Peer {
    hnswlib::InnerProductSpace space;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph;
    explicit Peer(int dimension) : space(dimension) {}
};

std::string message;
}  // namespace

extern "C" {
const char* hnswlib_message() { return message.c_str(); }

// Builds the graph with as many connections as settings say, and writes it. Returns 0, or 1 with a message.
int hnswlib_build(const char* file, const char* settings, const float* items, int count, int dimension, int threads) {
    try {
        hnswlib::InnerProductSpace space(dimension);
        hnswlib::HierarchicalNSW<float> graph(&space, count, std::stoi(settings), CONSTRUCTION, 7);
        graph.addPoint(items, 0);
        std::atomic<int> next{1};
        std::vector<std::thread> workers;
        for (int t = 0; t < threads; t++) {
            workers.emplace_back([&] {
                for (int i = next++; i < count; i = next++) {
                    graph.addPoint(items + static_cast<size_t>(i) * dimension, i);
                }
            });
        }
        for (auto& worker : workers) {
            worker.join();
        }
        graph.saveIndex(file);
        return 0;
    } catch (const std::exception& e) {
        message = e.what();
        return 1;
    }
}

void* hnswlib_open(const char* file, int dimension) {
    try {
        auto peer = std::make_unique<Peer>(dimension);
        peer->graph = std::make_unique<hnswlib::HierarchicalNSW<float>>(&peer->space, file);
        return peer.release();
    } catch (const std::exception& e) {
        message = e.what();
        return nullptr;
    }
}

// Effort is ef.
void hnswlib_effort(void* handle, int effort) { static_cast<Peer*>(handle)->graph->setEf(effort); }

// Writes the best items and their inner products, best first. Returns how many, or -1 with a message.
int hnswlib_search(void* handle, const float* query, int wanted, const uint8_t* filter, int filter_bytes, int* ordinals,
                float* scores) {
    if (filter_bytes > 0) {
        message = "no filters in this version";
        return -1;
    }
    auto found = static_cast<Peer*>(handle)->graph->searchKnn(query, wanted);
    int size = static_cast<int>(found.size());
    for (int rank = size - 1; rank >= 0; rank--) {
        ordinals[rank] = static_cast<int>(found.top().second);
        scores[rank] = 1 - found.top().first;
        found.pop();
    }
    return size;
}

void hnswlib_close(void* handle) { delete static_cast<Peer*>(handle); }
}
