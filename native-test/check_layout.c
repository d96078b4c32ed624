// check_layout.c: concat, slice. Every comparison is exact.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <stdio.h>

// Rows of xRow elements are laid into, or taken out of, rows of yRow at element begin. One row in all stands for an
// operation along the first axis: then the macros do not hold the length of the row.
static const struct {
    int rows, xRow, yRow, begin;
} CASES[] = {{5, 3, 7, 0}, {5, 3, 7, 4}, {29, 8, 9, 1}, {1, 40, 100, 60}, {1, 1, 2, 1}, {4, 6, 6, 0}};

enum { ONE_ROW = 2147483647 };

static const char* rows_macros(char* macros, size_t size, int rows, int xRow, int yRow, const Dealing* d) {
    snprintf(
        macros, size, "-D X_ROW=%d -D Y_ROW=%d %s", rows == 1 ? ONE_ROW : xRow, rows == 1 ? ONE_ROW : yRow, d->macros);
    return macros;
}

// An output as long as its rows, of which a launch writes a part: the rest stays as it was.
static void check_concat(Device* device, int rows, int xRow, int yRow, int begin, const Dealing* d) {
    float* x = whole_floats(rows * xRow, 1, 99, 1);
    float* before = whole_floats(rows * yRow, 100, 199, 2);
    float* y = floats(rows * yRow);
    for (int row = 0; row < rows; row++) {
        for (int i = 0; i < yRow; i++) {
            const bool part = i >= begin && i < begin + xRow;
            y[row * yRow + i] = part ? x[row * xRow + i - begin] : before[row * yRow + i];
        }
    }
    char macros[96];
    rows_macros(macros, sizeof macros, rows, xRow, yRow, d);
    Launch* l = launch(device, "concat.cl", "concat", macros, "rows=%d x=%d y=%d begin=%d", rows, xRow, yRow, begin);
    launch_int(l, rows * xRow);
    launch_int(l, begin);
    launch_read(l, "x", F32, x, rows * xRow);
    launch_update(l, "y", F32, before, rows * yRow);
    launch_run1(l, dealt(d, rows * xRow), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

// The short rows are y and dy here, the long ones x and dx.
static void check_slice(Device* device, int rows, int yRow, int xRow, int begin, const Dealing* d) {
    float* x = whole_floats(rows * xRow, 1, 99, 1);
    float* y = floats(rows * yRow);
    float* dx = floats(rows * xRow);
    for (int row = 0; row < rows; row++) {
        for (int i = 0; i < yRow; i++) {
            y[row * yRow + i] = x[row * xRow + begin + i];
            dx[row * xRow + begin + i] = y[row * yRow + i];
        }
    }
    char macros[96];
    rows_macros(macros, sizeof macros, rows, xRow, yRow, d);
    Launch* l = launch(device, "slice.cl", "slice", macros, "rows=%d x=%d y=%d begin=%d", rows, xRow, yRow, begin);
    launch_int(l, rows * yRow);
    launch_int(l, begin);
    launch_read(l, "x", F32, x, rows * xRow);
    launch_write(l, "y", F32, rows * yRow);
    launch_run1(l, dealt(d, rows * yRow), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
    l = launch(device, "slice.cl", "slice_gradient", macros, "rows=%d x=%d y=%d begin=%d", rows, xRow, yRow, begin);
    launch_int(l, rows * xRow);
    launch_int(l, begin);
    launch_int(l, yRow);
    launch_read(l, "dy", F32, y, rows * yRow);
    launch_write(l, "dx", F32, rows * xRow);
    launch_run1(l, dealt(d, rows * xRow), d->local);
    launch_expect(l, "dx", dx);
    launch_end(l);
}

void check_layout(Device* device) {
    FOR_DEALINGS(d) {
        for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
            check_concat(device, CASES[i].rows, CASES[i].xRow, CASES[i].yRow, CASES[i].begin, d);
            check_slice(device, CASES[i].rows, CASES[i].xRow, CASES[i].yRow, CASES[i].begin, d);
        }
    }
}
