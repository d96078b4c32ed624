// conv2d_winograd.cl: the transforms of a 3 x 3 convolution by Winograd's way, F(4 x 4, 3 x 3) with the points 0, 1,
// -1, 2, -2 and infinity (Lavin and Gray 2015): tiles of 6 x 6 pixels and filters become 36 numbers each, whose
// products, added up over the channels by a matrix product for each of these positions, become 4 x 4 outputs. The
// weight gradient is F(3 x 3, 4 x 4) with the same points: tiles of x and of dy become 36 numbers, their products 3 x 3
// taps.
//   x y dy [images, height, width, channels]    read, written, read; x and dy as if zeros lay around them
//   w      [3, 3, rows, columns]                read as elements = rows * columns filters; with flip taps in reverse,
//     while rows and columns stay: the product reads u transposed
//   dw     [3, 3, rows, columns]                every element written once
//   u      [36, elements]                       filters, or their gradients' sums
//   v m    [36, tiles, channels]                tiles that were read, or are to be written; positions lie stride apart,
//     what is between them is left alone
//   item i treats CHUNK times VEC channels of a tile, or VEC elements of the filters
//   a tile: of tileRows x tileColumns in an image, that at (r, c) begins at pixel (4 r - padTop, 4 c - padLeft)
//   build-time VEC (any) CHUNK      run-time the rest
//   oracle ReferenceConv2d and its gradients, within the bounds of check/Amplification

// The transforms of one line; a square goes through them twice. This one is of six pixels that are read.
static void winograd_points(const VECTOR(float)* d, VECTOR(float)* t) {
    const VECTOR(float) even = d[4] - 4.0f * d[2], odd = d[3] - 4.0f * d[1];
    const VECTOR(float) twiceEven = d[4] - d[2], twiceOdd = 2.0f * (d[3] - d[1]);
    t[0] = 4.0f * d[0] - 5.0f * d[2] + d[4];
    t[1] = even + odd;
    t[2] = even - odd;
    t[3] = twiceEven + twiceOdd;
    t[4] = twiceEven - twiceOdd;
    t[5] = 4.0f * d[1] - 5.0f * d[3] + d[5];
}

// Of three taps, or of the gradients of four outputs: fourth is zero for taps, last the last one there is.
static void winograd_factors(const VECTOR(float)* g, VECTOR(float) fourth, VECTOR(float) last, VECTOR(float)* t) {
    const VECTOR(float) even = (g[0] + g[2]) * (-1.0f / 6), odd = (g[1] + fourth) * (-1.0f / 6);
    const VECTOR(float) twiceEven = g[0] * (1.0f / 24) + g[2] * (1.0f / 6);
    const VECTOR(float) twiceOdd = g[1] * (1.0f / 12) + fourth * (1.0f / 3);
    t[0] = g[0] * 0.25f;
    t[1] = even + odd;
    t[2] = even - odd;
    t[3] = twiceEven + twiceOdd;
    t[4] = twiceEven - twiceOdd;
    t[5] = last;
}

// Of six sums, to four outputs.
static void winograd_outputs(const VECTOR(float)* m, VECTOR(float)* y) {
    const VECTOR(float) even = m[1] + m[2], odd = m[1] - m[2], twiceEven = m[3] + m[4], twiceOdd = m[3] - m[4];
    y[0] = m[0] + even + twiceEven;
    y[1] = odd + 2.0f * twiceOdd;
    y[2] = even + 4.0f * twiceEven;
    y[3] = odd + 8.0f * twiceOdd + m[5];
}

// Of six sums, to the gradients of three taps.
static void winograd_taps(const VECTOR(float)* m, VECTOR(float)* g) {
    const VECTOR(float) even = m[1] + m[2], twiceEven = m[3] + m[4];
    g[0] = m[0] + even + twiceEven;
    g[1] = m[1] - m[2] + 2.0f * (m[3] - m[4]);
    g[2] = even + 4.0f * twiceEven + m[5];
}

// The channels from c on of a pixel, zero where it lies outside the image.
static VECTOR(float) winograd_pixel(
    const __global float* image, int row, int column, int height, int width, int channels, int c) {
    if (row < 0 || row >= height || column < 0 || column >= width) {
        return 0.0f;
    }
    return load_lanes(image + ((size_t) row * width + column) * channels + c, channels - c, 0.0f);
}

// This work-item's share of 0 .. count - 1, for a BODY that goes over it.
#define WINOGRAD_SHARE(count) \
    const size_t begin = get_global_id(0) * SHARE((size_t) (count), get_global_size(0)); \
    const size_t end = min(begin + SHARE((size_t) (count), get_global_size(0)), (size_t) (count));

// Where the channels i of all tiles lie, by the arguments of a function.
#define WINOGRAD_TILE(i) \
    const int c = (int) (i % vectors) * VEC, tile = (int) (i / vectors); \
    const int row = tile / tileColumns % tileRows * 4 - padTop, column = tile % tileColumns * 4 - padLeft; \
    const size_t image = (size_t) (tile / (tileRows * tileColumns)) * height * width * channels; \
    const size_t at = (size_t) tile * channels + c;

BODY void winograd_input(
    size_t begin, size_t end, int tileRows, int tileColumns,
    int padTop, int padLeft, int height, int width, int channels, int stride,
    const __global float* x, __global float* v) {
    const int vectors = (channels + VEC - 1) / VEC;
    for (size_t i = begin; i < end; i++) {
        WINOGRAD_TILE(i)
        VECTOR(float) t[6][6];
        FOR_UNROLLED(q, 6) {
            VECTOR(float) d[6], points[6];
            FOR_UNROLLED(p, 6) {
                d[p] = winograd_pixel(x + image, row + p, column + q, height, width, channels, c);
            }
            winograd_points(d, points);
            FOR_UNROLLED(p, 6) {
                t[p][q] = points[p];
            }
        }
        FOR_UNROLLED(p, 6) {
            VECTOR(float) points[6];
            winograd_points(t[p], points);
            FOR_UNROLLED(q, 6) {
                store_lanes(points[q], v + (size_t) (p * 6 + q) * stride + at, channels - c);
            }
        }
    }
}

__kernel void conv2d_winograd_input(
    int tiles, int tileRows, int tileColumns, int padTop, int padLeft, int height, int width, int channels, int stride,
    const __global float* restrict x, int xOffset,
    __global float* restrict v, int vOffset) {
    WINOGRAD_SHARE((size_t) tiles * ((channels + VEC - 1) / VEC))
    winograd_input(
        begin, end, tileRows, tileColumns, padTop, padLeft, height, width, channels, stride, x + xOffset, v + vOffset);
}

BODY void winograd_filter(
    size_t begin, size_t end, int elements, int flip, const __global float* w, __global float* u) {
    for (size_t i = begin; i < end; i++) {
        const size_t at = i * VEC;
        const int lanes = elements - (int) at;
        VECTOR(float) t[6][3];
        FOR_UNROLLED(q, 3) {
            VECTOR(float) g[3], factors[6];
            FOR_UNROLLED(p, 3) {
                const int tap = flip ? 8 - p * 3 - q : p * 3 + q;
                g[p] = load_lanes(w + (size_t) tap * elements + at, lanes, 0.0f);
            }
            winograd_factors(g, 0.0f, g[2], factors);
            FOR_UNROLLED(p, 6) {
                t[p][q] = factors[p];
            }
        }
        FOR_UNROLLED(p, 6) {
            VECTOR(float) factors[6];
            winograd_factors(t[p], 0.0f, t[p][2], factors);
            FOR_UNROLLED(q, 6) {
                store_lanes(factors[q], u + (size_t) (p * 6 + q) * elements + at, lanes);
            }
        }
    }
}

__kernel void conv2d_winograd_filter(
    int elements, int flip,
    const __global float* restrict w, int wOffset,
    __global float* restrict u, int uOffset) {
    WINOGRAD_SHARE((elements + VEC - 1) / VEC)
    winograd_filter(begin, end, elements, flip, w + wOffset, u + uOffset);
}

BODY void winograd_output(
    size_t begin, size_t end, int tileRows, int tileColumns,
    int padTop, int padLeft, int height, int width, int channels, int stride,
    int bias, int residual, int activation,
    const __global float* m,
    const __global float* b,
    const __global float* shortcut,
    const __global float* operand,
    __global float* y) {
    const int vectors = (channels + VEC - 1) / VEC;
    for (size_t i = begin; i < end; i++) {
        WINOGRAD_TILE(i)
        const int lanes = channels - c;
        VECTOR(float) t[4][6];
        FOR_UNROLLED(q, 6) {
            VECTOR(float) sums[6], outputs[4];
            FOR_UNROLLED(p, 6) {
                sums[p] = load_lanes(m + (size_t) (p * 6 + q) * stride + at, lanes, 0.0f);
            }
            winograd_outputs(sums, outputs);
            FOR_UNROLLED(p, 4) {
                t[p][q] = outputs[p];
            }
        }
        for (int p = 0; p < 4; p++) {
            VECTOR(float) outputs[4];
            winograd_outputs(t[p], outputs);
            FOR_UNROLLED(q, 4) {
                if (row + p < height && column + q < width) {
                    const size_t pixel = image + ((size_t) (row + p) * width + column + q) * channels + c;
                    VECTOR(float) sum = outputs[q];
                    FINISH(
                        VECTOR(float), sum, load_lanes(b + c, lanes, 0.0f), load_lanes(shortcut + pixel, lanes, 0.0f),
                        load_lanes(operand + c, lanes, 0.0f), load_lanes(operand + pixel, lanes, 0.0f))
                    store_lanes(sum, y + pixel, lanes);
                }
            }
        }
    }
}

__kernel void conv2d_winograd_output(
    int tiles, int tileRows, int tileColumns, int height, int width, int channels, int stride,
    int bias, int residual, int activation,
    const __global float* restrict m, int mOffset,
    const __global float* restrict b, int bOffset,
    const __global float* restrict shortcut, int shortcutOffset,
    const __global float* restrict operand, int operandOffset,
    __global float* restrict y, int yOffset) {
    WINOGRAD_SHARE((size_t) tiles * ((channels + VEC - 1) / VEC))
    winograd_output(
        begin, end, tileRows, tileColumns, 0, 0, height, width, channels, stride, bias, residual, activation,
        m + mOffset, b + bOffset, shortcut + shortcutOffset, operand + operandOffset, y + yOffset);
}

BODY void winograd_gradient_input(
    size_t begin, size_t end, int tileRows, int tileColumns,
    int padTop, int padLeft, int height, int width, int channels, int stride,
    const __global float* dy, __global float* v) {
    const int vectors = (channels + VEC - 1) / VEC;
    for (size_t i = begin; i < end; i++) {
        WINOGRAD_TILE(i)
        VECTOR(float) t[6][4];
        FOR_UNROLLED(q, 4) {
            VECTOR(float) g[4], factors[6];
            FOR_UNROLLED(p, 4) {
                g[p] = winograd_pixel(dy + image, row + p, column + q, height, width, channels, c);
            }
            winograd_factors(g, g[3], g[3], factors);
            FOR_UNROLLED(p, 6) {
                t[p][q] = factors[p];
            }
        }
        FOR_UNROLLED(p, 6) {
            VECTOR(float) factors[6];
            winograd_factors(t[p], t[p][3], t[p][3], factors);
            FOR_UNROLLED(q, 6) {
                store_lanes(factors[q], v + (size_t) (p * 6 + q) * stride + at, channels - c);
            }
        }
    }
}

__kernel void conv2d_weight_gradient_winograd_input(
    int tiles, int tileRows, int tileColumns, int height, int width, int channels, int stride,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict v, int vOffset) {
    WINOGRAD_SHARE((size_t) tiles * ((channels + VEC - 1) / VEC))
    winograd_gradient_input(
        begin, end, tileRows, tileColumns, 0, 0, height, width, channels, stride, dy + dyOffset, v + vOffset);
}

BODY void winograd_gradient_output(
    size_t begin, size_t end, int elements, const __global float* u, __global float* dw) {
    for (size_t i = begin; i < end; i++) {
        const size_t at = i * VEC;
        const int lanes = elements - (int) at;
        VECTOR(float) t[3][6];
        FOR_UNROLLED(q, 6) {
            VECTOR(float) sums[6], taps[3];
            FOR_UNROLLED(p, 6) {
                sums[p] = load_lanes(u + (size_t) (p * 6 + q) * elements + at, lanes, 0.0f);
            }
            winograd_taps(sums, taps);
            FOR_UNROLLED(p, 3) {
                t[p][q] = taps[p];
            }
        }
        FOR_UNROLLED(p, 3) {
            VECTOR(float) taps[3];
            winograd_taps(t[p], taps);
            FOR_UNROLLED(q, 3) {
                store_lanes(taps[q], dw + (size_t) (p * 3 + q) * elements + at, lanes);
            }
        }
    }
}

__kernel void conv2d_weight_gradient_winograd_output(
    int elements,
    const __global float* restrict u, int uOffset,
    __global float* restrict dw, int dwOffset) {
    WINOGRAD_SHARE((elements + VEC - 1) / VEC)
    winograd_gradient_output(begin, end, elements, u + uOffset, dw + dwOffset);
}
