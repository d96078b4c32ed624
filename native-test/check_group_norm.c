// check_group_norm.c: normalisation by example and group of channels, and its gradient.
#include "data.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

typedef struct {
    int n, pixels, channels, groups, group;
} Norm;

// A work-item per group of channels, then a work-group; one pixel, one channel, more items than elements.
static const Norm NORMS[] = {{3, 6, 8, 2, 1}, {7, 1, 5, 1, 1},   {2, 9, 4, 4, 1},
                             {3, 6, 8, 2, 8}, {2, 1, 70, 1, 64}, {2, 35, 6, 3, 64}};

// The element of a tensor that is element t of group g of example n.
static size_t element(const Norm* m, int n, int g, int t) {
    const int width = m->channels / m->groups;
    return ((size_t) n * m->pixels + t / width) * m->channels + g * width + t % width;
}

static const char* macros_of(char* macros, size_t size, const Norm* m) {
    snprintf(
        macros, size, "-D PIXELS=%d -D CHANNELS=%d -D WIDTH=%d -D GROUP=%d -D CHUNK=%d", m->pixels, m->channels,
        m->channels / m->groups, m->group, m->group == 1 ? 0 : 1);
    return macros;
}

static void check(Device* device, const Norm* m) {
    const int rows = m->n * m->groups, size = m->pixels * m->channels / m->groups;
    const size_t count = (size_t) m->n * m->pixels * m->channels;
    const double epsilon = 0x1p-10;
    float* x = real_floats(count, -3, 3, 1);
    float* dy = real_floats(count, -2, 2, 2);
    float* gamma = real_floats(m->channels, -2, 2, 3);
    float* beta = real_floats(m->channels, -2, 2, 4);
    double* y = doubles(count);
    double* mean = doubles(rows);
    double* scale = doubles(rows);
    float* given_mean = floats(rows);
    float* given_scale = floats(rows);
    double* dx = doubles(count);
    double* terms = doubles(count);
    double* y_bound = doubles(count);
    double* row_bound = doubles(rows);
    double* dx_bound = doubles(count);
    for (int row = 0; row < rows; row++) {
        const int n = row / m->groups, g = row % m->groups;
        double sum = 0, squares = 0, sum_g = 0, sum_z = 0;
        for (int t = 0; t < size; t++) {
            sum += x[element(m, n, g, t)];
        }
        mean[row] = sum / size;
        for (int t = 0; t < size; t++) {
            const double d = x[element(m, n, g, t)] - mean[row];
            squares += d * d;
        }
        scale[row] = 1 / sqrt(squares / size + epsilon);
        given_mean[row] = (float) mean[row];
        given_scale[row] = (float) scale[row];
        row_bound[row] = (size + 30) * 0x1p-22 * (1 + scale[row]);
        for (int t = 0; t < size; t++) {
            const size_t e = element(m, n, g, t);
            const double slope = (double) dy[e] * gamma[e % m->channels];
            sum_g += slope;
            sum_z += slope * ((double) x[e] - given_mean[row]) * given_scale[row];
        }
        for (int t = 0; t < size; t++) {
            const size_t e = element(m, n, g, t);
            const double z = ((double) x[e] - given_mean[row]) * given_scale[row];
            y[e] = gamma[e % m->channels] * (x[e] - mean[row]) * scale[row] + beta[e % m->channels];
            dx[e] = given_scale[row] * ((double) dy[e] * gamma[e % m->channels] - sum_g / size - z * sum_z / size);
            terms[e] = dy[e] * z;
            y_bound[e] = (size + 30) * 0x1p-21 * (1 + scale[row]) * (1 + fabs(z));
            dx_bound[e] = (size + 30) * 0x1p-20 * (1 + scale[row]) * (1 + fabs(z)) * (1 + fabs(z));
        }
    }
    char macros[128];
    const size_t items = m->group == 1 ? (size_t) (rows + 1) / 2 : (size_t) rows * m->group;
    Launch* l = launch(device, "group_norm.cl", "group_norm", macros_of(macros, sizeof macros, m), "n=%d", m->n);
    launch_int(l, rows);
    launch_float(l, (float) epsilon);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "gamma", F32, gamma, m->channels);
    launch_read(l, "beta", F32, beta, m->channels);
    launch_write(l, "y", F32, count);
    launch_write(l, "mean", F32, rows);
    launch_write(l, "scale", F32, rows);
    launch_run1(l, items, m->group);
    launch_expect_close(l, "y", y, y_bound);
    launch_expect_close(l, "mean", mean, row_bound);
    launch_expect_close(l, "scale", scale, row_bound);
    launch_end(l);
    l = launch(device, "group_norm.cl", "group_norm_gradient", macros_of(macros, sizeof macros, m), "n=%d", m->n);
    launch_int(l, rows);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "dy", F32, dy, count);
    launch_read(l, "gamma", F32, gamma, m->channels);
    launch_read(l, "mean", F32, given_mean, rows);
    launch_read(l, "scale", F32, given_scale, rows);
    launch_write(l, "dx", F32, count);
    launch_write(l, "terms", F32, count);
    launch_run1(l, items, m->group);
    launch_expect_close(l, "dx", dx, dx_bound);
    launch_expect_close(l, "terms", terms, dx_bound);
    launch_end(l);
}

void check_group_norm(Device* device) {
    for (size_t i = 0; i < sizeof NORMS / sizeof NORMS[0]; i++) {
        check(device, &NORMS[i]);
    }
}
