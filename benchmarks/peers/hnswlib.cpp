// hnswlib as a peer of RetrievalBenchmark: the same items and queries, one thread, equal recall.
//
//   java ... dev.millrace.benchmarks.RetrievalDataFile 300000 64 /tmp/retrieval.bin
//   g++ -O3 -march=native -o /tmp/hnswlib-peer benchmarks/peers/hnswlib.cpp     (Debian: libhnswlib-dev)
//   /tmp/hnswlib-peer /tmp/retrieval.bin
//
// Settings: inner product of unit vectors, M 16, efConstruction 100 (as Lucene's), the least ef of a ladder that finds
// 0.95 of the best. The graph is kept beside the data file.
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

using Clock = std::chrono::steady_clock;

static double seconds(Clock::time_point since) {
    return std::chrono::duration<double>(Clock::now() - since).count();
}

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: hnswlib-peer FILE\n");
        return 2;
    }
    std::ifstream in(argv[1], std::ios::binary);
    int32_t header[4];  // items, dimension, queries, best of each
    in.read(reinterpret_cast<char*>(header), sizeof header);
    const size_t n = header[0], d = header[1], q = header[2], best = header[3];
    std::vector<float> items(n * d), queries(q * d);
    std::vector<int32_t> truth(q * best);
    in.read(reinterpret_cast<char*>(items.data()), items.size() * sizeof(float));
    in.read(reinterpret_cast<char*>(queries.data()), queries.size() * sizeof(float));
    in.read(reinterpret_cast<char*>(truth.data()), truth.size() * sizeof(int32_t));
    if (!in) {
        std::fprintf(stderr, "%s: ends too early\n", argv[1]);
        return 1;
    }
    hnswlib::InnerProductSpace space(d);
    const std::string graph = std::string(argv[1]) + ".hnsw";
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index;
    if (std::ifstream(graph).good()) {
        index = std::make_unique<hnswlib::HierarchicalNSW<float>>(&space, graph);
    } else {
        auto begin = Clock::now();
        index = std::make_unique<hnswlib::HierarchicalNSW<float>>(&space, n, 16, 100, 7);
        for (size_t i = 0; i < n; i++) {
            index->addPoint(&items[i * d], i);
        }
        std::printf("built in %.0f s\n", seconds(begin));
        index->saveIndex(graph);
    }
    for (size_t k : {100, 500, 1000}) {
        for (double width : {1.0, 1.1, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0}) {
            index->setEf(static_cast<size_t>(k * width));
            std::vector<double> micros;
            size_t hits = 0;
            for (int round = 0; round < 4; round++) {
                for (size_t i = 0; i < q; i++) {
                    auto begin = Clock::now();
                    auto found = index->searchKnn(&queries[i * d], k);
                    double took = seconds(begin) * 1e6;
                    if (round > 0) {
                        micros.push_back(took);
                        continue;
                    }
                    std::unordered_set<size_t> sought(truth.begin() + i * best, truth.begin() + i * best + k);
                    for (; !found.empty(); found.pop()) {
                        hits += sought.count(found.top().second);
                    }
                }
            }
            double recall = static_cast<double>(hits) / (q * k);
            if (recall >= 0.95) {
                std::sort(micros.begin(), micros.end());
                std::printf("k %zu ef %.0f recall %.3f p50 %.0f us p99 %.0f us\n", k, k * width, recall,
                            micros[micros.size() / 2], micros[micros.size() * 99 / 100]);
                break;
            }
        }
    }
}
