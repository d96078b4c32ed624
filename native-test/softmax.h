// softmax.h: the rows of scores that the checks of softmax and of the losses go over, and softmax in double.
#ifndef FOVEA_SOFTMAX_H
#define FOVEA_SOFTMAX_H

#include "data.h"

#include <math.h>
#include <stdio.h>

typedef struct {
    int rows, channels, group, vec;
} Rows;

// A work-item per row, then a work-group per row.
static const Rows ROW_CASES[] = {
    {1, 2, 1, 1}, {70, 10, 1, 16}, {9, 33, 1, 16}, {6, 32, 1, 16}, {7, 10, 64, 1}, {9, 261, 64, 1}, {8, 201, 64, 4},
};

#define FOR_ROW_CASES(r) for (const Rows* r = ROW_CASES; r < ROW_CASES + sizeof ROW_CASES / sizeof ROW_CASES[0]; r++)

static inline const char* rows_macros(char* macros, size_t size, const Rows* r) {
    snprintf(
        macros, size, "-D GROUP=%d -D VEC=%d -D CHUNK=%d", r->group, r->vec, r->group == 1 ? 0 : 1);
    return macros;
}

static inline size_t row_items(const Rows* r) {
    return r->group == 1 ? (size_t) (r->rows + 4) / 5 : (size_t) r->rows * r->group;
}

static inline size_t row_group(const Rows* r) {
    return (size_t) r->group;
}

// Scores of all kinds, row by row: ordinary, equal, far apart, so large that exp overflows, infinite, not a number.
static inline float* scores(const Rows* r) {
    float* x = real_floats((size_t) r->rows * r->channels, -4, 4, 1);
    for (int row = 0; row < r->rows; row++) {
        for (int c = 0; c < r->channels; c++) {
            float* at = x + row * r->channels + c;
            switch (row % 9) {
                case 2: *at = 2.5f; break;
                case 3: *at *= 1e4f; break;
                case 4: *at += 1e4f; break;
                case 5: *at -= 1e4f; break;
                case 6: *at = c == r->channels - 1 ? INFINITY : *at; break;
                case 7: *at = c == 0 ? NAN : *at; break;
                case 8: *at = c == 1 ? -INFINITY : *at; break;
            }
        }
    }
    return x;
}

// Softmax of one row, with a bound on each: exp is off by up to 3 units in the last place, a division by 2.5, the
// argument of exp by half a unit of itself, the sum by one rounding a term; numbers below 2^-126 may come out as 0.
static inline void expect_softmax(const Rows* r, const float* x, double* y, double* bound) {
    double largest = -INFINITY, total = 0;
    for (int c = 0; c < r->channels; c++) {
        largest = x[c] > largest ? x[c] : largest;
    }
    for (int c = 0; c < r->channels; c++) {
        total += exp(x[c] - largest);
    }
    for (int c = 0; c < r->channels; c++) {
        // The arguments that matter to the sum are below 100: exp(-100) is nothing beside exp(0).
        const double argument = fmin(largest - x[c], 104);
        y[c] = exp(x[c] - largest) / total;
        bound[c] = y[c] * (2 * argument + 100 + 12 + 5 + r->channels) * 0x1p-24 + 0x1p-126;
    }
}

#endif
