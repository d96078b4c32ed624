// check_broken.c: tests the tests. Every kernel of broken.cl but the sound one must fail its check.
#include "data.h"
#include "launch.h"
#include "suites.h"

#include <math.h>

enum { COUNT = 37 };

// The kernels mean y = x.
static void check(Device* device, const char* kernel) {
    float* x = whole_floats(COUNT, -50, 50, 1);
    x[5] = NAN;
    Launch* l = launch(device, "../native-test/broken.cl", kernel, "", "count=%d", COUNT);
    launch_int(l, COUNT);
    launch_read(l, "x", F32, x, COUNT);
    launch_write(l, "y", F32, COUNT);
    launch_run1(l, COUNT, 8);
    launch_expect(l, "y", x);
    launch_end(l);
}

// The sound kernel, but with expectations that could not fail.
static void check_vacuous(Device* device) {
    float* x = floats(COUNT);
    Launch* l = launch(device, "../native-test/broken.cl", "sound", "", "count=%d, x all zero", COUNT);
    launch_int(l, COUNT);
    launch_read(l, "x", F32, x, COUNT);
    launch_write(l, "y", F32, COUNT);
    launch_run1(l, COUNT, 8);
    launch_expect(l, "y", x);
    launch_end(l);
    float* z = whole_floats(COUNT, -50, 50, 1);
    l = launch(device, "../native-test/broken.cl", "sound", "", "count=%d, nothing expected", COUNT);
    launch_int(l, COUNT);
    launch_read(l, "x", F32, z, COUNT);
    launch_write(l, "y", F32, COUNT);
    launch_run1(l, COUNT, 8);
    launch_end(l);
}

int check_broken(Device* device) {
    static const char* const KERNELS[] = {
        "skips_the_tail",    "writes_past_the_end", "writes_before_the_start", "ignores_the_offset",
        "changes_its_input", "reads_one_too_far",   "hides_nan",               "rounds_twice",
        "forgets_the_barrier",
    };
    check(device, "sound");
    const int broken = sizeof KERNELS / sizeof KERNELS[0];
    for (int i = 0; i < broken; i++) {
        check(device, KERNELS[i]);
    }
    check_vacuous(device);
    return broken + 2;
}
