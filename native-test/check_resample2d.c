// check_resample2d.c: resample2d with tables of its own: sums of none, one and several rows and columns.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

typedef struct {
    int inputs, outputs;
    const int* begin;      // outputs + 1
    const int* source;     // begin[outputs]
    const float* weight;
} Axis;

// Reflection by two and one, with nothing in the middle; a mean and an interpolation.
static const Axis REFLECTED = {
    4, 8, (const int[]) {0, 1, 2, 3, 4, 4, 5, 6, 7}, (const int[]) {2, 1, 0, 1, 2, 3, 2},
    (const float[]) {1, 1, 1, 1, 1, 1, 1}};
static const Axis SUMMED = {
    5, 3, (const int[]) {0, 3, 4, 6}, (const int[]) {0, 1, 2, 3, 3, 4},
    (const float[]) {0.25f, 0.5f, 0.25f, 1, 0.75f, 0.25f}};

static void check(Device* device, const Axis* rows, const Axis* columns, int channels, int vec, const Dealing* d) {
    const int n = 2;
    const int row_entries = rows->begin[rows->outputs], entries = row_entries + columns->begin[columns->outputs];
    const size_t inputs = (size_t) n * rows->inputs * columns->inputs * channels;
    const size_t outputs = (size_t) n * rows->outputs * columns->outputs * channels;
    float* x = whole_floats(inputs, -9, 9, 1);
    float* y = floats(outputs);
    int32_t* begin = ints(rows->outputs + 1 + columns->outputs + 1);
    int32_t* source = ints(entries);
    float* weight = floats(entries);
    for (int o = 0; o <= rows->outputs; o++) {
        begin[o] = rows->begin[o];
    }
    for (int o = 0; o <= columns->outputs; o++) {
        begin[rows->outputs + 1 + o] = row_entries + columns->begin[o];
    }
    for (int k = 0; k < entries; k++) {
        source[k] = k < row_entries ? rows->source[k] : columns->source[k - row_entries];
        weight[k] = k < row_entries ? rows->weight[k] : columns->weight[k - row_entries];
    }
    for (size_t i = 0; i < outputs; i++) {
        const int c = (int) (i % channels), ow = (int) (i / channels % columns->outputs);
        const int oh = (int) (i / channels / columns->outputs % rows->outputs);
        const size_t image = i / channels / columns->outputs / rows->outputs * rows->inputs;
        for (int p = rows->begin[oh]; p < rows->begin[oh + 1]; p++) {
            for (int q = columns->begin[ow]; q < columns->begin[ow + 1]; q++) {
                const size_t pixel = (image + rows->source[p]) * columns->inputs + columns->source[q];
                y[i] += rows->weight[p] * columns->weight[q] * x[pixel * channels + c];
            }
        }
    }
    char macros[256];
    snprintf(
        macros, sizeof macros, "-D IH=%d -D IW=%d -D OH=%d -D OW=%d -D CHANNELS=%d -D VEC=%d %s", rows->inputs,
        columns->inputs, rows->outputs, columns->outputs, channels, vec, d->macros);
    Launch* l = launch(device, "resample2d.cl", "resample2d", macros, "n=%d", n);
    launch_int(l, n);
    launch_read(l, "x", F32, x, inputs);
    launch_read(l, "begin", I32, begin, rows->outputs + 1 + columns->outputs + 1);
    launch_read(l, "source", I32, source, entries);
    launch_read(l, "weight", F32, weight, entries);
    launch_write(l, "y", F32, outputs);
    launch_run1(l, dealt(d, outputs / vec), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

void check_resample2d(Device* device) {
    FOR_DEALINGS(d) {
        check(device, &REFLECTED, &SUMMED, 3, 1, d);
        check(device, &SUMMED, &REFLECTED, 8, 4, d);
        check(device, &SUMMED, &SUMMED, 16, 16, d);
    }
}
