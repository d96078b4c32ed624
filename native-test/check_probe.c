// check_probe.c: the products by which the host chooses a kernel family. Every comparison is exact.
#include "data.h"
#include "launch.h"
#include "suites.h"

enum { N = 16 };

static void check_product(Device* device, const char* kernel, const size_t* local, int m, int k) {
    float* a = whole_floats(m * k, -9, 9, 1);
    float* b = whole_floats(k * N, -9, 9, 2);
    float* y = floats(m * N);
    for (int row = 0; row < m; row++) {
        for (int column = 0; column < N; column++) {
            for (int i = 0; i < k; i++) {
                y[row * N + column] += a[row * k + i] * b[i * N + column];
            }
        }
    }
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
}
