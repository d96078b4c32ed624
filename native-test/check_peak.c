// check_peak.c: the kernels by which fovea bench measures what a device can do. Every comparison is exact.
#include "data.h"
#include "launch.h"
#include "suites.h"

#include <stdio.h>

static void check_multiply_add(Device* device, int vec, int chains, int count, size_t local) {
    enum { STEPS = 5 };
    const float a = -2.0f, b = 3.0f;
    float* x = whole_floats(count, -9, 9, 1);
    float* y = floats(count);
    for (int i = 0; i < count; i++) {
        for (int c = 0; c < chains; c++) {
            float v = x[i] + c;
            for (int step = 0; step < STEPS; step++) {
                v = v * a + b;
            }
            y[i] += v;
        }
    }
    char macros[64];
    snprintf(macros, sizeof macros, "-D VEC=%d -D CHAINS=%d", vec, chains);
    Launch* l = launch(device, "peak.cl", "peak_multiply_add", macros, "count=%d", count);
    launch_int(l, STEPS);
    launch_float(l, a);
    launch_float(l, b);
    launch_read(l, "x", F32, x, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, count / vec, local);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_copy(Device* device, int vec, const char* dealing, int count, size_t items, size_t local) {
    float* x = real_floats(count, -9, 9, 1);
    char macros[64];
    snprintf(macros, sizeof macros, "-D VEC=%d -D CHAINS=1 %s", vec, dealing);
    Launch* l = launch(device, "peak.cl", "peak_copy", macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "x", F32, x, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, items, local);
    launch_expect(l, "y", x);
    launch_end(l);
}

void check_peak(Device* device) {
    check_multiply_add(device, 4, 4, 4 * 64, 32);
    check_multiply_add(device, 1, 16, 64, 32);
    check_multiply_add(device, 16, 5, 16 * 3, 1);
    check_multiply_add(device, 16, 10, 16 * 3, 1);
    check_copy(device, 4, "", 4 * 77, 77, 32);
    check_copy(device, 16, "-D CHUNK=0", 16 * 77, 5, 1);
}
