// check_dropout.c: dropout and random_uniform, whose numbers must be those of the generator bit for bit.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <stdio.h>

// Philox4x32-10 after Salmon and others, 2011, in 64-bit products.
static void philox(uint32_t c[4], uint32_t k0, uint32_t k1) {
    for (int round = 0; round < 10; round++) {
        const uint64_t p0 = (uint64_t) 0xD2511F53 * c[0];
        const uint64_t p1 = (uint64_t) 0xCD9E8D57 * c[2];
        c[0] = (uint32_t) (p1 >> 32) ^ c[1] ^ k0;
        c[1] = (uint32_t) p1;
        c[2] = (uint32_t) (p0 >> 32) ^ c[3] ^ k1;
        c[3] = (uint32_t) p0;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
}

// The loop above against a vector that the authors published: else it would be no oracle.
static void check_oracle(Device* device) {
    uint32_t c[4] = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
    philox(c, 0xa4093822, 0x299f31d0);
    const bool right = c[0] == 0xd16cfe09 && c[1] == 0x94fdcceb && c[2] == 0x5001e420 && c[3] == 0x24126ea1;
    device_report(device, "philox gives the published vector", right ? NULL : "it does not");
}

static void check(Device* device, int count, uint32_t threshold, int32_t step, int vec, const Dealing* d) {
    const int32_t seed[2] = {(int32_t) 0x89abcdef, 0x1234567};
    const uint32_t streamLow = 0xdeadbeef, streamHigh = 0xcafe;
    const float scale = 1.25f;
    float* x = real_floats(count, -9, 9, 1);
    float* y = floats(count);
    for (int i = 0; i < count; i++) {
        uint32_t words[4] = {(uint32_t) i / 4, (uint32_t) step, streamLow, streamHigh};
        philox(words, (uint32_t) seed[0], (uint32_t) seed[1]);
        y[i] = words[i % 4] >= threshold ? x[i] * scale : 0;
    }
    char macros[64];
    snprintf(macros, sizeof macros, "-D VEC=%d %s", vec, d->macros);
    Launch* l = launch(device, "dropout.cl", "dropout", macros, "count=%d threshold=%u step=%d", count, threshold, step);
    launch_int(l, count);
    launch_int(l, (int) threshold);
    launch_int(l, (int) streamLow);
    launch_int(l, (int) streamHigh);
    launch_float(l, scale);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "seed", I32, seed, 2);
    launch_read(l, "step", I32, &step, 1);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, (size_t) (count + 4 * vec - 1) / (4 * vec)), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_uniform(Device* device, int n, int count, int32_t position, int vec, const Dealing* d) {
    const int32_t seed[2] = {(int32_t) 0x89abcdef, 0x1234567};
    const int32_t step = 41;
    const uint32_t streamLow = 0xdeadbeef, streamHigh = 0xcafe;
    const float low = -0.75f, range = 1.5f;
    const uint32_t blocks = ((uint32_t) count + 3) / 4;
    float* y = floats((size_t) n * count);
    for (int i = 0; i < n * count; i++) {
        const uint32_t counter = ((uint32_t) position + (uint32_t) (i / count)) * blocks + (uint32_t) (i % count / 4);
        uint32_t words[4] = {counter, (uint32_t) step, streamLow, streamHigh};
        philox(words, (uint32_t) seed[0], (uint32_t) seed[1]);
        y[i] = low + range * ((float) (words[i % count % 4] >> 8) / 16777216.0f);
    }
    char macros[64];
    snprintf(macros, sizeof macros, "-D VEC=%d %s", vec, d->macros);
    Launch* l =
        launch(device, "dropout.cl", "random_uniform", macros, "n=%d count=%d position=%d", n, count, position);
    launch_int(l, n);
    launch_int(l, count);
    launch_int(l, (int) streamLow);
    launch_int(l, (int) streamHigh);
    launch_float(l, low);
    launch_float(l, range);
    launch_read(l, "seed", I32, seed, 2);
    launch_read(l, "step", I32, &step, 1);
    launch_read(l, "position", I32, &position, 1);
    launch_write(l, "y", F32, (size_t) n * count);
    launch_run1(l, dealt(d, ((size_t) n * blocks + vec - 1) / vec), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

void check_dropout(Device* device) {
    check_oracle(device);
    FOR_DEALINGS(d) {
        const int vec = d->chunk == 1 ? 1 : 16;
        check(device, 1, 0, 0, vec, d);
        check(device, 6, 0x40000000, 1, vec, d);
        check(device, 64, 0x80000000, -5, vec, d);
        check(device, 1003, 0x80000000, 12345, vec, d);
        check(device, 1004, 0xf0000000, 2, vec, d);
        check_uniform(device, 2, 6, 0, vec, d);
        check_uniform(device, 5, 1, 3, vec, d);
        check_uniform(device, 33, 4, 100, vec, d);
        check_uniform(device, 3, 131, 2000000000, vec, d);
    }
}
