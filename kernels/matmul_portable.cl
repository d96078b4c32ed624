// matmul_portable.cl: y = a w, then the epilogue, by work-groups that share tiles in local memory. With PATCHES, a is
// the matrix of image patches that a convolution multiplies by its weights (row: output pixel n, oh, ow; column: kh,
// kw and channel), read from the image and never written down: an implicit GEMM.
//   a [m, k], or [k, m] with TRANSPOSE_A; rows lda apart                          read or, with PATCHES, the image
//     [n, IH, IW, IC], of which group g has the IC / GROUPS channels from g * groupA; lda is not used
//   w [k, n], or [n, k] with TRANSPOSE_W; rows ldw apart. With FLIP, PATCHES and TRANSPOSE_W the weights of the
//     convolution whose data gradient this is, [KH, KW, n, ldw], taps read in reverse                         read
//   b [n]                                                                         not used unless bias != 0
//   y [m, n], rows ldy apart    every element written; with accumulate != 0 the sums go on from what it holds or,
//     with splits > 1, [splits, m, n]: sums over consecutive parts of k, each begun at a multiple of 16
//   group of items (t, (g * phases + p) * splits + s): tile t of y, counted down bands of BAND tiles, so that groups
//     that run side by side share what they read; product g (its a, w, y begin groupA, groupW, groupY elements after
//     those of product g - 1, b groupY), phase p, split s
//   phases: with UPSAMPLE_H or UPSAMPLE_W = u above 1 the image is read as if u - 1 rows or columns of zeros lay
//     between its pixels (so reads the data gradient of a strided convolution). Output pixels of equal phase, oh % u,
//     are rows of a product of their own, which leaves out the taps that hit zeros
//   tile: TILE_M x TILE_N of y, TILE_K steps of k at a time; one item holds ITEM_M x ITEM_N. ALIGNED_A, ALIGNED_W,
//     ALIGNED_Y promise that every row of that tensor begins at a multiple of 16 bytes, b with y
//   build-time TRANSPOSE_A TRANSPOSE_W PATCHES FLIP (then IH IW IC OH OW KH KW GROUPS STRIDE_H STRIDE_W PAD_TOP
//     PAD_LEFT DILATION_H DILATION_W UPSAMPLE_H UPSAMPLE_W); TILE_M TILE_N TILE_K ITEM_M ITEM_N ALIGNED_A ALIGNED_W
//     ALIGNED_Y; run-time the rest
//   oracle ReferenceMatMul, ReferenceConv2d and its gradients. The steps of k of a split run in order, each one fma:
//     tiles change no bit

#ifndef TILE_M
#define TILE_M 64
#endif
#ifndef TILE_N
#define TILE_N 64
#endif
#ifndef TILE_K
#define TILE_K 8
#endif
#ifndef ITEM_M
#define ITEM_M 8
#endif
#ifndef ITEM_N
#define ITEM_N 4
#endif
#ifndef ALIGNED_A
#define ALIGNED_A 0
#endif
#ifndef ALIGNED_W
#define ALIGNED_W 0
#endif
#ifndef ALIGNED_Y
#define ALIGNED_Y 0
#endif
#define ITEMS_M (TILE_M / ITEM_M)
#define ITEMS_N (TILE_N / ITEM_N)
#define ITEMS (ITEMS_M * ITEMS_N)
// Neighbouring items, as many as run in step on most GPUs, form a block of y, so that few numbers serve them all.
#define LANES_M (ITEMS_M < 4 ? ITEMS_M : 4)
#define LANES_N (ITEMS_N < 8 ? ITEMS_N : 8)
#if ITEM_M % 4 != 0 || ITEM_N % 4 != 0 || TILE_M % ITEM_M != 0 || TILE_N % ITEM_N != 0 || TILE_K % 4 != 0 \
    || ITEMS_M % LANES_M != 0 || ITEMS_N % LANES_N != 0
#error "matmul_portable.cl: the tile cannot be dealt out in fours"
#endif
// An item keeps its columns of a tile of a, or its steps of k, from one fetch to the next.
#if ITEMS % (TILE_M / 4) != 0 || ITEMS % (TILE_K / 4) != 0
#error "matmul_portable.cl: the items do not fill whole rows of a tile"
#endif
#if defined(PATCHES) && (!defined(IH) || !defined(IW) || !defined(IC) || !defined(OH) || !defined(OW) || !defined(KH) \
    || !defined(KW) || !defined(GROUPS) || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(PAD_TOP) \
    || !defined(PAD_LEFT) || !defined(DILATION_H) || !defined(DILATION_W) || !defined(UPSAMPLE_H) \
    || !defined(UPSAMPLE_W))
#error "matmul_portable.cl: PATCHES needs the geometry of the convolution"
#endif
#if defined(PATCHES) && defined(TRANSPOSE_A) && (UPSAMPLE_H > 1 || UPSAMPLE_W > 1)
#error "matmul_portable.cl: transposed patches have no phases"
#endif
#define BAND 8
#ifdef PATCHES
#define PHASES (UPSAMPLE_H * UPSAMPLE_W)
#else
#define PHASES 1
#endif

// The first lanes of four numbers; zero in the others.
static float4 load_4(const __global float* from, int lanes, bool aligned) {
    if (lanes >= 4) {
        return aligned ? *(const __global float4*) from : vload4(0, from);
    }
    return (float4) (
        lanes > 0 ? from[0] : 0.0f, lanes > 1 ? from[1] : 0.0f, lanes > 2 ? from[2] : 0.0f, 0.0f);
}

// Elements (row, column) to (row, column + 3) of a matrix as it lies in memory; zero outside.
static float4 fetch(
    const __global float* matrix, int ld, int row, int column, int rows, int columns, bool aligned) {
    return row < rows ? load_4(matrix + (size_t) row * ld + column, columns - column, aligned) : (float4) (0.0f);
}

// Stores the first lanes elements.
static void store(__global float* to, float4 four, int lanes) {
    if (lanes >= 4) {
        if (ALIGNED_Y) {
            *(__global float4*) to = four;
        } else {
            vstore4(four, 0, to);
        }
    } else {
        to[0] = four.x;
        if (lanes > 1) {
            to[1] = four.y;
        }
        if (lanes > 2) {
            to[2] = four.z;
        }
    }
}

// The first step of a part of k.
static int split_begin(int k, int split, int splits) {
    return (int) ((long) ((k + 15) / 16) * split / splits * 16);
}

#ifdef PATCHES
#define CHANNELS (IC / GROUPS)

// One axis of the convolution, for the outputs phase, phase + upsample ..: number i of them reads with tap t, which is
// tap first + t * step of the kernel, the row or column i * stride + shift + t * reach of the image.
typedef struct {
    int outputs, taps, first, step, shift, reach;
} Axis;

static Axis axis_of(int phase, int taps, int outputs, int pad, int dilation, int upsample) {
    Axis axis = {(outputs - phase + upsample - 1) / upsample, 0, 0, 1, 0, 0};
    while (axis.step * dilation % upsample != 0) {
        axis.step++;
    }
    while (axis.first < axis.step && (phase - pad + axis.first * dilation) % upsample != 0) {
        axis.first++;
    }
    if (axis.first < axis.step) {
        axis.taps = (taps - axis.first + axis.step - 1) / axis.step;
        axis.shift = (phase - pad + axis.first * dilation) / upsample;
        axis.reach = axis.step * dilation / upsample;
    }
    return axis;
}

// An output pixel of the phase.
typedef struct {
    int image, y, x;
} Pixel;

static Pixel pixel_of(int index, Axis high, Axis wide) {
    const int image = max(1, high.outputs * wide.outputs);
    return (Pixel) {index / image, index % image / max(1, wide.outputs), index % max(1, wide.outputs)};
}

// A step of k: a tap and a channel.
typedef struct {
    int y, x, channel;
} Tap;

static Tap tap_of(int k, Axis wide) {
    const int columns = max(1, wide.taps);
    return (Tap) {k / CHANNELS / columns, k / CHANNELS % columns, k % CHANNELS};
}

static Tap tap_after(Tap tap, int steps, Axis wide) {
    tap.channel += steps % CHANNELS;
    tap.x += steps / CHANNELS;
    if (tap.channel >= CHANNELS) {
        tap.channel -= CHANNELS;
        tap.x++;
    }
    // At most as many rows end as taps were passed: one, where a tap has more channels than steps.
    for (int i = 0; i < (steps + CHANNELS - 1) / CHANNELS && tap.x >= wide.taps; i++) {
        tap.x -= wide.taps;
        tap.y++;
    }
    return tap;
}

static Pixel pixel_after(Pixel pixel, int pixels) {
    pixel.x += pixels % OW;
    pixel.y += pixels / OW % OH;
    pixel.image += pixels / (OW * OH);
    if (pixel.x >= OW) {
        pixel.x -= OW;
        pixel.y++;
    }
    if (pixel.y >= OH) {
        pixel.y -= OH;
        pixel.image++;
    }
    return pixel;
}

// The row of y for a row of the phase's product.
static int row_of(Pixel pixel, int phaseH, int phaseW) {
    return (pixel.image * OH + phaseH + pixel.y * UPSAMPLE_H) * OW + phaseW + pixel.x * UPSAMPLE_W;
}

// Where the patch of a pixel begins: an image, and a place in it or in its padding.
typedef struct {
    const __global float* image;
    int y, x;
} Patch;

static Patch patch_of(const __global float* images, Pixel pixel, Axis high, Axis wide) {
    const __global float* image = images + (size_t) pixel.image * (IH * IW * IC);
    return (Patch) {image, pixel.y * STRIDE_H + high.shift, pixel.x * STRIDE_W + wide.shift};
}

// The first count of four numbers of a patch, from a tap and channel on; zero in the others and in the padding.
static float4 fetch_patch(Patch patch, Tap tap, int count, Axis high, Axis wide) {
#if CHANNELS % 4 == 0
    const int y = patch.y + tap.y * high.reach, x = patch.x + tap.x * wide.reach;
    const bool isInside = y >= 0 && y < IH && x >= 0 && x < IW;
    return load_4(patch.image + (y * IW + x) * IC + tap.channel, isInside ? count : 0, ALIGNED_A);
#else
    float four[4];
    FOR_UNROLLED(lane, 4) {
        const int y = patch.y + tap.y * high.reach, x = patch.x + tap.x * wide.reach;
        const bool isInside = lane < count && y >= 0 && y < IH && x >= 0 && x < IW;
        four[lane] = isInside ? patch.image[(y * IW + x) * IC + tap.channel] : 0.0f;
        tap = tap_after(tap, 1, wide);
    }
    return vload4(0, four);
#endif
}

// The number of a tap among the kernel's, counted from the last.
static size_t flipped(Tap tap, Axis high, Axis wide) {
    return KH * KW - 1 - ((high.first + tap.y * high.step) * KW + wide.first + tap.x * wide.step);
}

// As fetch_patch, the weights for one channel of a data gradient; those of successive taps are a plane apart.
static float4 fetch_flipped(const __global float* weights, int plane, Tap tap, int count, Axis high, Axis wide) {
#if CHANNELS % 4 == 0
    return load_4(weights + flipped(tap, high, wide) * plane + tap.channel, count, ALIGNED_W);
#else
    float four[4];
    FOR_UNROLLED(lane, 4) {
        four[lane] = lane < count ? weights[flipped(tap, high, wide) * plane + tap.channel] : 0.0f;
        tap = tap_after(tap, 1, wide);
    }
    return vload4(0, four);
#endif
}
#endif

// The tiles of a and w lie in local memory as [step of k][column of the tile]. Fetch number i of a tile takes four
// elements, along the axis in which the matrix is contiguous: ACROSS the columns, or ALONG k. Four more columns a row
// let the steps that ALONG_KEEP writes fall into different banks.
#define FETCHES(width) (((width) * TILE_K / 4 + ITEMS - 1) / ITEMS)
#define IS_IN_TILE(i, width) ((width) * TILE_K / 4 % ITEMS == 0 || (i) < (width) * TILE_K / 4)
#define ACROSS_AT(i, width) ((i) % ((width) / 4) * 4)
#define ACROSS_STEP(i, width) ((i) / ((width) / 4))
#define ACROSS_KEEP(tile, at, step, four) *(__local float4*) &tile[step][at] = four
#define ALONG_AT(i, width) ((i) / (TILE_K / 4))
#define ALONG_STEP(i, width) ((i) % (TILE_K / 4) * 4)
#define ALONG_KEEP(tile, at, step, four) \
    tile[step][at] = four.x; \
    tile[(step) + 1][at] = four.y; \
    tile[(step) + 2][at] = four.z; \
    tile[(step) + 3][at] = four.w
#ifdef TRANSPOSE_A
#define LAID_A(what) ACROSS_##what
#else
#define LAID_A(what) ALONG_##what
#endif
#ifdef TRANSPOSE_W
#define LAID_W(what) ALONG_##what
#else
#define LAID_W(what) ACROSS_##what
#endif
#define AT_A(i) (m0 + LAID_A(AT)(item + (i) * ITEMS, TILE_M))
#define STEP_A(i) LAID_A(STEP)(item + (i) * ITEMS, TILE_M)
#define AT_W(i) (n0 + LAID_W(AT)(item + (i) * ITEMS, TILE_N))
#define STEP_W(i) LAID_W(STEP)(item + (i) * ITEMS, TILE_N)

// Fetch number i of the tiles that begin at step k0.
#if !defined(PATCHES) && defined(TRANSPOSE_A)
#define FETCH_A(i) fetch(a, lda, k0 + STEP_A(i), AT_A(i), kEnd, m, ALIGNED_A)
#elif !defined(PATCHES)
#define FETCH_A(i) fetch(a, lda, AT_A(i), k0 + STEP_A(i), m, kEnd, ALIGNED_A)
#elif defined(TRANSPOSE_A)
#define FETCH_A(i) \
    fetch_patch(patch_of(a, pixels[i], high, wide), tap, k0 + STEP_A(i) < kEnd ? m - AT_A(i) : 0, high, wide)
#else
#define FETCH_A(i) fetch_patch(patches[i], tap, AT_A(i) < rows ? kEnd - k0 - STEP_A(i) : 0, high, wide)
#endif
#if defined(FLIP)
#define FETCH_W(i) \
    fetch_flipped(w + (size_t) AT_W(i) * ldw, n * ldw, tap, AT_W(i) < n ? kEnd - k0 - STEP_W(i) : 0, high, wide)
#elif defined(TRANSPOSE_W)
#define FETCH_W(i) fetch(w, ldw, AT_W(i), k0 + STEP_W(i), n, kEnd, ALIGNED_W)
#else
#define FETCH_W(i) fetch(w, ldw, k0 + STEP_W(i), AT_W(i), kEnd, n, ALIGNED_W)
#endif

#define FETCH_TILES(firstStep) \
    const int k0 = firstStep; \
    FOR_UNROLLED(i, FETCHES(TILE_M)) { \
        if (IS_IN_TILE(item + i * ITEMS, TILE_M)) { \
            nextA[i] = FETCH_A(i); \
        } \
    } \
    FOR_UNROLLED(i, FETCHES(TILE_N)) { \
        if (IS_IN_TILE(item + i * ITEMS, TILE_N)) { \
            nextW[i] = FETCH_W(i); \
        } \
    }
#define KEEP_TILES(buffer) \
    FOR_UNROLLED(i, FETCHES(TILE_M)) { \
        if (IS_IN_TILE(item + i * ITEMS, TILE_M)) { \
            LAID_A(KEEP)(tileA[buffer], AT_A(i) - m0, STEP_A(i), nextA[i]); \
        } \
    } \
    FOR_UNROLLED(i, FETCHES(TILE_N)) { \
        if (IS_IN_TILE(item + i * ITEMS, TILE_N)) { \
            LAID_W(KEEP)(tileW[buffer], AT_W(i) - n0, STEP_W(i), nextW[i]); \
        } \
    }
#define MULTIPLY_ROW(row, factor) \
    FOR_UNROLLED(j, ITEM_N / 4) { \
        sums[row][j] = fma((float4) (factor), columns[j], sums[row][j]); \
    }

// Rows and columns of y that an item holds: fours, as far apart as there are items in that direction.
#define ROW(i) (m0 + ((i) / 4 * ITEMS_M + itemM) * 4 + (i) % 4)
#if PHASES > 1
#define Y_ROW(row) row_of(pixel_of(row, high, wide), phaseH, phaseW)
#else
#define Y_ROW(row) (row)
#endif
#define COLUMN(j) (n0 + ((j) * ITEMS_N + itemN) * 4)

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void matmul_portable(
    int m, int n, int k,
    int lda, int ldw, int ldy,
    int groupA, int groupW, int groupY,
    int splits, int bias, int relu, int accumulate,
    const __global float* restrict a, int aOffset,
    const __global float* restrict w, int wOffset,
    const __global float* restrict b, int bOffset,
    __global float* restrict y, int yOffset) {
    __local float tileA[2][TILE_K][TILE_M + 4] __attribute__((aligned(16)));
    __local float tileW[2][TILE_K][TILE_N + 4] __attribute__((aligned(16)));
    const int item = get_local_id(0), lane = item % (LANES_M * LANES_N), block = item / (LANES_M * LANES_N);
    const int itemM = block / (ITEMS_N / LANES_N) * LANES_M + lane / LANES_N;
    const int itemN = block % (ITEMS_N / LANES_N) * LANES_N + lane % LANES_N;

    const int tilesN = (n + TILE_N - 1) / TILE_N, tilesM = get_num_groups(0) / tilesN;
    const int band = get_group_id(0) / (BAND * tilesN) * BAND, inBand = get_group_id(0) % (BAND * tilesN);
    const int bandTiles = min(BAND, tilesM - band);
    const int m0 = (band + inBand % bandTiles) * TILE_M, n0 = inBand / bandTiles * TILE_N;
    const int split = get_group_id(1) % splits;
    const size_t group = get_group_id(1) / splits / PHASES;
    a += aOffset + group * groupA;
    w += wOffset + group * groupW;
    b += bOffset + group * groupY;
    y += yOffset + group * groupY + (size_t) split * m * ldy;

    int rows = m, steps = k;
#ifdef PATCHES
    const int phase = get_group_id(1) / splits % PHASES, phaseH = phase / UPSAMPLE_W, phaseW = phase % UPSAMPLE_W;
    const Axis high = axis_of(phaseH, KH, OH, PAD_TOP, DILATION_H, UPSAMPLE_H);
    const Axis wide = axis_of(phaseW, KW, OW, PAD_LEFT, DILATION_W, UPSAMPLE_W);
#if PHASES > 1
    rows = m / (OH * OW) * (high.outputs * wide.outputs);
    steps = high.taps * wide.taps * CHANNELS;
#endif
#endif
    const int kBegin = split_begin(steps, split, splits), kEnd = min(steps, split_begin(steps, split + 1, splits));
#if defined(PATCHES) && defined(TRANSPOSE_A)
    const Tap tap = tap_of(AT_A(0), wide);
    Pixel pixels[FETCHES(TILE_M)];
    FOR_UNROLLED(i, FETCHES(TILE_M)) {
        pixels[i] = pixel_of(kBegin + STEP_A(i), high, wide);
    }
#elif defined(PATCHES)
    Tap tap = tap_of(kBegin + STEP_A(0), wide);
    Patch patches[FETCHES(TILE_M)];
    FOR_UNROLLED(i, FETCHES(TILE_M)) {
        patches[i] = patch_of(a, pixel_of(AT_A(i), high, wide), high, wide);
    }
#endif

    float4 sums[ITEM_M][ITEM_N / 4];
    FOR_UNROLLED(i, ITEM_M) {
        FOR_UNROLLED(j, ITEM_N / 4) {
            sums[i][j] = accumulate && ROW(i) < rows
                ? fetch(y, ldy, Y_ROW(ROW(i)), COLUMN(j), m, n, ALIGNED_Y) : (float4) (0.0f);
        }
    }
    float4 nextA[FETCHES(TILE_M)], nextW[FETCHES(TILE_N)];
    // Each round fetches a tile into registers and multiplies the one that the round before has kept.
    const int rounds = m0 < rows ? (kEnd - kBegin + TILE_K - 1) / TILE_K : 0;
    for (int round = 0; round <= rounds; round++) {
        if (round < rounds) {
            FETCH_TILES(kBegin + round * TILE_K)
#if defined(PATCHES) && defined(TRANSPOSE_A)
            FOR_UNROLLED(i, FETCHES(TILE_M)) {
                pixels[i] = pixel_after(pixels[i], TILE_K);
            }
#elif defined(PATCHES)
            tap = tap_after(tap, TILE_K, wide);
#endif
        }
        if (round > 0) {
            const int kept = (round - 1) % 2;
            FOR_UNROLLED(step, TILE_K) {
                float4 columns[ITEM_N / 4];
                FOR_UNROLLED(j, ITEM_N / 4) {
                    columns[j] = *(const __local float4*) &tileW[kept][step][COLUMN(j) - n0];
                }
                FOR_UNROLLED(i, ITEM_M / 4) {
                    const float4 factors = *(const __local float4*) &tileA[kept][step][ROW(4 * i) - m0];
                    MULTIPLY_ROW(4 * i, factors.x)
                    MULTIPLY_ROW(4 * i + 1, factors.y)
                    MULTIPLY_ROW(4 * i + 2, factors.z)
                    MULTIPLY_ROW(4 * i + 3, factors.w)
                }
            }
        }
        if (round < rounds) {
            KEEP_TILES(round % 2)
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    FOR_UNROLLED(i, ITEM_M) {
        if (ROW(i) < rows) {
            const int row = Y_ROW(ROW(i));
            FOR_UNROLLED(j, ITEM_N / 4) {
                const int column = COLUMN(j);
                if (column < n) {
                    float4 sum = sums[i][j];
                    if (bias) {
                        sum += fetch(b, 0, 0, column, 1, n, ALIGNED_Y);
                    }
                    if (relu) {
                        sum = RECTIFIED(float4, sum);
                    }
                    store(y + (size_t) row * ldy + column, sum, n - column);
                }
            }
        }
    }
}
