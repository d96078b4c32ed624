// epilogue.h: what products and convolutions do to each sum before they store it, as kernels/epilogue.cl says.
#ifndef FOVEA_EPILOGUE_H
#define FOVEA_EPILOGUE_H

#include "data.h"
#include "launch.h"

// Whether there is a bias and a residual; the activation: 0 none, 1 ReLU, 2 PReLU, 3 the gradient of ReLU.
typedef struct {
    const char* name;
    int bias, residual, activation;
} Epilogue;

static const Epilogue PLAIN = {"plain", 0, 0, 0};
static const Epilogue GRADIENT = {"residual+relu_gradient", 0, 1, 3};

// The first reads all there is to read; in all of them together any two of the three parts meet in each way.
static const Epilogue EPILOGUES[] = {
    {"bias+residual+prelu", 1, 1, 2},
    {"plain", 0, 0, 0},
    {"bias+relu", 1, 0, 1},
    {"residual+relu", 0, 1, 1},
    {"prelu", 0, 0, 2},
    {"bias+residual", 1, 1, 0},
    {"bias+relu_gradient", 1, 0, 3},
    {"residual+relu_gradient", 0, 1, 3},
};

// A loop over the epilogues, by pointer.
#define FOR_EPILOGUES(e) for (const Epilogue* e = EPILOGUES; e < EPILOGUES + sizeof EPILOGUES / sizeof EPILOGUES[0]; e++)

// Its tensors for a result of that many rows and columns.
typedef struct {
    Epilogue of;
    size_t rows, columns;
    const float *b, *shortcut, *slope, *mask;
} Ending;

static inline Ending ending(Epilogue e, int rows, int columns) {
    const size_t count = (size_t) rows * columns;
    return (Ending) {e, (size_t) rows, (size_t) columns, whole_floats((size_t) columns, -9, 9, 11),
        whole_floats(count, -9, 9, 12), whole_floats((size_t) columns, -3, 3, 13),
        whole_floats(count, -2, 2, 14)};
}

// Does to a result what the kernel must do.
static inline void finish(const Ending* e, float* y) {
    for (size_t i = 0; i < e->rows * e->columns; i++) {
        const size_t column = i % e->columns;
        y[i] += (e->of.bias ? e->b[column] : 0) + (e->of.residual ? e->shortcut[i] : 0);
        if (e->of.activation == 3) {
            y[i] = e->mask[i] <= 0 ? 0 : y[i];
        } else if (y[i] <= 0 && e->of.activation != 0) {
            y[i] = e->of.activation == 1 ? 0 : e->slope[column] * y[i];
        }
    }
}

// The integers among a kernel's arguments.
static inline void launch_epilogue(Launch* l, Epilogue e) {
    launch_int(l, e.bias);
    launch_int(l, e.residual);
    launch_int(l, e.activation);
}

// The tensors among them; one that the kernel must not read has a single element.
static inline void launch_ending(Launch* l, const Ending* e) {
    const size_t count = e->rows * e->columns;
    launch_read(l, "b", F32, e->b, e->of.bias ? e->columns : 1);
    launch_read(l, "shortcut", F32, e->shortcut, e->of.residual ? count : 1);
    if (e->of.activation == 3) {
        launch_read(l, "operand", F32, e->mask, count);
    } else {
        launch_read(l, "operand", F32, e->slope, e->of.activation == 2 ? e->columns : 1);
    }
}

#endif
