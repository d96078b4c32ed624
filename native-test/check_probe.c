// check_probe.c: the products by which the host chooses a kernel family. Every comparison is exact.
#include "data.h"
#include "launch.h"
#include "suites.h"

enum { N = 16 };

static void multiply(float* y, const float* a, const float* b, int m, int k) {
    for (int row = 0; row < m; row++) {
        for (int column = 0; column < N; column++) {
            for (int i = 0; i < k; i++) {
                y[row * N + column] += a[row * k + i] * b[i * N + column];
            }
        }
    }
}

// Factors a are less than whole by so little that matrix units, which round them, take them for whole.
static void check_mma(Device* device, const char* macros, int k) {
    float* a = whole_floats(N * k, -9, 9, 1);
    float* b = whole_floats(k * N, -9, 9, 2);
    float* y = floats(N * N);
    multiply(y, a, b, N, k);
    for (int i = 0; i < N * k; i++) {
        a[i] *= 1 - 0x1p-13f;
    }
    Launch* l = launch(device, "probe_mma.cl", "probe_mma", macros, "k=%d", k);
    launch_int(l, k);
    launch_read(l, "a", F32, a, N * k);
    launch_read(l, "b", F32, b, k * N);
    launch_write(l, "y", F32, N * N);
    launch_run1(l, 32, 32);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_product(Device* device, const char* kernel, const size_t* local, int m, int k) {
    float* a = whole_floats(m * k, -9, 9, 1);
    float* b = whole_floats(k * N, -9, 9, 2);
    float* y = floats(m * N);
    multiply(y, a, b, m, k);
    Launch* l = launch(device, "probe.cl", kernel, "", "m=%d k=%d", m, k);
    launch_int(l, k);
    launch_read(l, "a", F32, a, m * k);
    launch_read(l, "b", F32, b, k * N);
    launch_write(l, "y", F32, m * N);
    if (local != NULL) {
        const size_t items[] = {N, m};
        launch_run(l, 2, items, local);
    } else {
        launch_run1(l, m, 1);
    }
    launch_expect(l, "y", y);
    launch_end(l);
}

void check_probe(Device* device) {
    static const size_t TILE[] = {8, 8};
    check_product(device, "probe_portable", TILE, 8, 8);
    check_product(device, "probe_portable", TILE, 16, 24);
    check_product(device, "probe_cpu", NULL, 8, 8);
    check_product(device, "probe_cpu", NULL, 16, 24);
    check_mma(device, "-D MMA_TF32 -D MMA_EMULATED", 32);
    check_mma(device, "-D MMA_BF16 -D MMA_EMULATED", 32);
}
