// check_data.c: gather_rows, normalize, accumulate_confusion. Every comparison is exact.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <string.h>

static void check_gather_rows(Device* device, int n, int row, Type type, const Dealing* d) {
    const int items = 11;
    const int32_t position = 4;
    const size_t bytesEach = type == U8 ? 1 : 4;
    const int32_t order[] = {0, 1, 2, 3, 10, 7, 7, 0, 9, 5, 6};
    const void* x = type == U8 ? (void*) whole_bytes(items * row, 0, 255, 1) : whole_ints(items * row, -99, 99, 1);
    char* y = (char*) bytes(n * row * bytesEach);
    for (int i = 0; i < n; i++) {
        memcpy(y + i * row * bytesEach, (const char*) x + order[position + i] * row * bytesEach, row * bytesEach);
    }
    const char* kernel = type == U8 ? "gather_rows_uchar" : "gather_rows_uint";
    Launch* l = launch(device, "gather_rows.cl", kernel, d->macros, "n=%d row=%d", n, row);
    launch_int(l, row);
    launch_read(l, "x", type, x, items * row);
    launch_read(l, "order", I32, order, items);
    launch_read(l, "position", I32, &position, 1);
    launch_write(l, "y", type, n * row);
    launch_run(l, 2, (size_t[]) {dealt(d, row), n}, (size_t[]) {d->local, 1});
    launch_expect(l, "y", y);
    launch_end(l);
}

// The same, normalised: channels first .. first + treated - 1 of each pixel; the others stay.
static void check_gather_rows_normalized(Device* device, int n, int pixels, int channels, int first, int treated, Type type,
    const Dealing* d) {
    const float scale[4] = {0.5f, 0.25f, -2, 1}, shift[4] = {0, -1, 0.25f, 3};
    const int items = 11, row = pixels * channels;
    const int32_t position = 4;
    const int32_t order[] = {0, 1, 2, 3, 10, 7, 7, 0, 9, 5, 6};
    unsigned char* xBytes = whole_bytes(items * row, 0, 255, 1);
    float* x = whole_floats(items * row, -99, 99, 1);
    float* before = real_floats(n * row, 10, 20, 2);
    float* y = floats(n * row);
    for (int i = 0; i < n * row; i++) {
        const int lane = i % channels - first, from = order[position + i / row] * row + i % row;
        const float value = type == U8 ? xBytes[from] : x[from];
        y[i] = lane >= 0 && lane < treated ? value * scale[lane] + shift[lane] : before[i];
    }
    Launch* l = launch(device, "gather_rows.cl", type == U8 ? "gather_rows_normalized_uchar" : "gather_rows_normalized_float",
        d->macros, "n=%d pixels=%d channels=%d first=%d treated=%d", n, pixels, channels, first, treated);
    launch_int(l, pixels);
    launch_int(l, channels);
    launch_int(l, first);
    launch_int(l, treated);
    for (int i = 0; i < 8; i++) {
        launch_float(l, i < 4 ? scale[i] : shift[i - 4]);
    }
    launch_read(l, "x", type, type == U8 ? (void*) xBytes : (void*) x, items * row);
    launch_read(l, "order", I32, order, items);
    launch_read(l, "position", I32, &position, 1);
    launch_update(l, "y", F32, before, n * row);
    launch_run(l, 2, (size_t[]) {dealt(d, pixels), n}, (size_t[]) {d->local, 1});
    launch_expect(l, "y", y);
    launch_end(l);
}

// Treats channels first .. first + treated - 1 of each pixel; the others stay.
static void check_normalize(
    Device* device, int pixels, int channels, int first, int treated, Type type, const Dealing* d) {
    const float scale[4] = {1 / 255.0f, 0.5f, -2, 0.1f}, shift[4] = {0, -1, 0.25f, 3};
    const int count = pixels * channels;
    unsigned char* xBytes = whole_bytes(count, 0, 255, 1);
    float* x = real_floats(count, -2, 2, 1);
    float* before = real_floats(count, 10, 20, 2);
    float* y = floats(count);
    for (int i = 0; i < count; i++) {
        const int lane = i % channels - first;
        const float value = type == U8 ? xBytes[i] : x[i];
        y[i] = lane >= 0 && lane < treated ? value * scale[lane] + shift[lane] : before[i];
    }
    Launch* l = launch(
        device, "normalize.cl", type == U8 ? "normalize_uchar" : "normalize_float", d->macros,
        "pixels=%d channels=%d first=%d treated=%d", pixels, channels, first, treated);
    launch_int(l, pixels);
    launch_int(l, channels);
    launch_int(l, first);
    launch_int(l, treated);
    for (int i = 0; i < 8; i++) {
        launch_float(l, i < 4 ? scale[i] : shift[i - 4]);
    }
    launch_read(l, "x", type, type == U8 ? (void*) xBytes : x, count);
    launch_update(l, "y", F32, before, count);
    launch_run1(l, dealt(d, pixels), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

// A row with a NaN is counted in the column behind the channels, if there is one.
static void check_confusion(Device* device, int rows, int channels, int columns, const Dealing* d) {
    // Few distinct scores, so that there are ties.
    float* x = whole_floats(rows * channels, -2, 2, 1);
    int32_t* labels = whole_ints(rows, -1, channels, 2);
    int32_t* before = whole_ints(channels * columns, 0, 9, 3);
    int32_t* state = ints(channels * columns);
    memcpy(state, before, sizeof *state * channels * columns);
    for (int row = 0; row < rows; row += 5) {
        x[row * channels + row % channels] = NAN;
    }
    for (int row = 0; row < rows; row++) {
        const float* in = x + row * channels;
        bool isPredicted = true;
        int prediction = 0;
        for (int c = 0; c < channels; c++) {
            isPredicted = isPredicted && !isnan(in[c]);
            prediction = in[c] > in[prediction] ? c : prediction;
        }
        const int column = isPredicted ? prediction : channels;
        if (labels[row] >= 0 && labels[row] < channels && column < columns) {
            state[labels[row] * columns + column]++;
        }
    }
    Launch* l = launch(
        device, "accumulate_confusion.cl", "accumulate_confusion", d->macros, "rows=%d channels=%d columns=%d", rows,
        channels, columns);
    launch_int(l, rows);
    launch_int(l, channels);
    launch_int(l, columns);
    launch_read(l, "x", F32, x, rows * channels);
    launch_read(l, "labels", I32, labels, rows);
    launch_update(l, "state", I32, before, channels * columns);
    launch_run1(l, dealt(d, rows), d->local);
    launch_expect(l, "state", state);
    launch_end(l);
}

void check_data(Device* device) {
    FOR_DEALINGS(d) {
        check_gather_rows(device, 1, 5, U8, d);
        check_gather_rows(device, 7, 147, U8, d);
        check_gather_rows(device, 5, 1, I32, d);
        check_gather_rows(device, 6, 130, I32, d);
        check_gather_rows_normalized(device, 5, 49, 1, 0, 1, U8, d);
        check_gather_rows_normalized(device, 6, 50, 3, 0, 3, F32, d);
        check_gather_rows_normalized(device, 3, 20, 6, 4, 2, U8, d);
        check_normalize(device, 301, 1, 0, 1, U8, d);
        check_normalize(device, 50, 3, 0, 3, U8, d);
        check_normalize(device, 50, 6, 4, 2, F32, d);
        check_normalize(device, 50, 9, 4, 4, U8, d);
        check_confusion(device, 3, 2, 2, d);
        check_confusion(device, 205, 10, 10, d);
        check_confusion(device, 205, 10, 11, d);
    }
}
