// matmul_portable.cl: y = a w, then the epilogue, by work-groups that share tiles in local memory. With PATCHES, a is
// the matrix of image patches that a convolution multiplies by its weights (row: output pixel n, oh, ow; column: kh,
// kw and channel), read from the image and never written down: an implicit GEMM.
//   a [m, k], or [k, m] with TRANSPOSE_A; rows lda apart                          read or, with PATCHES, the image
//     [n, IH, IW, IC], of which group g has the IC / GROUPS channels from g * groupA; lda is not used
//   w [k, n], or [n, k] with TRANSPOSE_W; rows ldw apart                          read
//   b [n]  shortcut, as y  slope [n]                                              of the epilogue
//   y [m, n], rows ldy apart    every element written; with accumulate != 0 the sums go on from what it holds or,
//     with splits > 1, [splits, m, n]: sums over consecutive parts of k, each begun at a multiple of 16
//   group of items (i, j, g * splits + s): tile i of n, tile j of m; product g (its a, w, y begin groupA, groupW,
//     groupY elements after those of product g - 1, those of the epilogue groupY), split s
//   tile: TILE_M x TILE_N of y, TILE_K steps of k at a time; one item holds ITEM_M x ITEM_N. ALIGNED promises that
//     every row of every tensor begins at a multiple of 16 bytes
//   build-time TRANSPOSE_A TRANSPOSE_W PATCHES (then IH IW IC OH OW KH KW GROUPS STRIDE_H STRIDE_W PAD_TOP
//     PAD_LEFT DILATION_H DILATION_W UPSAMPLE_H UPSAMPLE_W); TILE_M TILE_N TILE_K ITEM_M ITEM_N ALIGNED; run-time the
//     rest
//   oracle ReferenceMatMul, ReferenceConv2d. The steps of k of a split run in order, each one fma: tiles change no
//     bit

#ifndef TILE_M
#define TILE_M 64
#endif
#ifndef TILE_N
#define TILE_N 64
#endif
#ifndef TILE_K
#define TILE_K 16
#endif
#ifndef ITEM_M
#define ITEM_M 4
#endif
#ifndef ITEM_N
#define ITEM_N 4
#endif
#define ITEMS_M (TILE_M / ITEM_M)
#define ITEMS_N (TILE_N / ITEM_N)
#define ITEMS (ITEMS_M * ITEMS_N)
#define FETCHES_A (TILE_M * TILE_K / 4 / ITEMS)
#define FETCHES_W (TILE_N * TILE_K / 4 / ITEMS)
#if ITEM_M % 4 != 0 || ITEM_N % 4 != 0 || TILE_M % ITEM_M != 0 || TILE_N % ITEM_N != 0 || TILE_K % 4 != 0 \
    || FETCHES_A * ITEMS * 4 != TILE_M * TILE_K || FETCHES_W * ITEMS * 4 != TILE_N * TILE_K
#error "matmul_portable.cl: the tile cannot be dealt out in fours"
#endif
#if defined(PATCHES) && (!defined(IH) || !defined(IW) || !defined(IC) || !defined(OH) || !defined(OW) || !defined(KH) \
    || !defined(KW) || !defined(GROUPS) || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(PAD_TOP) \
    || !defined(PAD_LEFT) || !defined(DILATION_H) || !defined(DILATION_W) || !defined(UPSAMPLE_H) \
    || !defined(UPSAMPLE_W))
#error "matmul_portable.cl: PATCHES needs the geometry of the convolution"
#endif

#ifdef ALIGNED
#define LOAD_4(pointer) (*(const __global float4*) (pointer))
#define STORE_4(value, pointer) (*(__global float4*) (pointer) = (value))
#else
#define LOAD_4(pointer) vload4(0, pointer)
#define STORE_4(value, pointer) vstore4(value, 0, pointer)
#endif

// Elements (row, column) to (row, column + 3) of a matrix as it lies in memory; zero outside.
static float4 fetch(const __global float* matrix, int ld, int row, int column, int rows, int columns) {
    if (row >= rows || column >= columns) {
        return (float4) (0.0f);
    }
    const __global float* from = matrix + (size_t) row * ld + column;
    if (column + 4 <= columns) {
        return LOAD_4(from);
    }
    return (float4) (from[0], column + 1 < columns ? from[1] : 0.0f, column + 2 < columns ? from[2] : 0.0f, 0.0f);
}

// Stores the first lanes elements.
static void store(__global float* to, float4 four, int lanes) {
    if (lanes >= 4) {
        STORE_4(four, to);
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
#define PATCH_CHANNELS (IC / GROUPS)

// The pixel that a tap of a patch reads, or NULL where it lies in the padding or between upsampled pixels.
static const __global float* patch_pixel(const __global float* image, int pixel, int tap) {
    const int y = pixel / OW % OH * STRIDE_H - PAD_TOP + tap / KW * DILATION_H;
    const int x = pixel % OW * STRIDE_W - PAD_LEFT + tap % KW * DILATION_W;
    if (y < 0 || x < 0 || y % UPSAMPLE_H != 0 || x % UPSAMPLE_W != 0 || y / UPSAMPLE_H >= IH || x / UPSAMPLE_W >= IW) {
        return 0;
    }
    return image + (((size_t) (pixel / (OH * OW)) * IH + y / UPSAMPLE_H) * IW + x / UPSAMPLE_W) * IC;
}

// As fetch, for the matrix of patches.
static float4 fetch_patch(const __global float* image, int pixel, int column, int pixels, int columns) {
    if (pixel >= pixels) {
        return (float4) (0.0f);
    }
#if PATCH_CHANNELS % 4 == 0
    if (column >= columns) {
        return (float4) (0.0f);
    }
    const __global float* from = patch_pixel(image, pixel, column / PATCH_CHANNELS);
    return from == 0 ? (float4) (0.0f) : LOAD_4(from + column % PATCH_CHANNELS);
#else
    float four[4];
    for (int i = 0; i < 4; i++) {
        const int tap = (column + i) / PATCH_CHANNELS;
        const __global float* from = column + i < columns ? patch_pixel(image, pixel, tap) : 0;
        four[i] = from == 0 ? 0.0f : from[(column + i) % PATCH_CHANNELS];
    }
    return vload4(0, four);
#endif
}
#define FETCH_A(row, column, rows, columns) fetch_patch(a, row, column, rows, columns)
#else
#define FETCH_A(row, column, rows, columns) fetch(a, lda, row, column, rows, columns)
#endif

// A tile lies in local memory as [step of k][column of the tile]. Fetch number i of it takes four elements, along the
// axis in which the matrix is contiguous: ACROSS the columns, or ALONG k.
#define ACROSS_PLACE(i, width) const int step = (i) / ((width) / 4), at = (i) % ((width) / 4) * 4
#define ACROSS_KEEP(tile, four) *(__local float4*) &tile[step][at] = four
#define ALONG_PLACE(i, width) const int at = (i) / (TILE_K / 4), step = (i) % (TILE_K / 4) * 4
#define ALONG_KEEP(tile, four) \
    tile[step][at] = four.x; \
    tile[step + 1][at] = four.y; \
    tile[step + 2][at] = four.z; \
    tile[step + 3][at] = four.w
#ifdef TRANSPOSE_A
#define PLACE_A ACROSS_PLACE
#define KEEP_A ACROSS_KEEP
#define FETCH_STEP_A(k0) FETCH_A(k0 + step, m0 + at, kEnd, m)
#else
#define PLACE_A ALONG_PLACE
#define KEEP_A ALONG_KEEP
#define FETCH_STEP_A(k0) FETCH_A(m0 + at, k0 + step, m, kEnd)
#endif
#ifdef TRANSPOSE_W
#define PLACE_W ALONG_PLACE
#define KEEP_W ALONG_KEEP
#define FETCH_STEP_W(k0) fetch(w, ldw, n0 + at, k0 + step, n, kEnd)
#else
#define PLACE_W ACROSS_PLACE
#define KEEP_W ACROSS_KEEP
#define FETCH_STEP_W(k0) fetch(w, ldw, k0 + step, n0 + at, kEnd, n)
#endif

#define FETCH_TILES(k0) \
    FOR_UNROLLED(i, FETCHES_A) { \
        PLACE_A(item + i * ITEMS, TILE_M); \
        nextA[i] = FETCH_STEP_A(k0); \
    } \
    FOR_UNROLLED(i, FETCHES_W) { \
        PLACE_W(item + i * ITEMS, TILE_N); \
        nextW[i] = FETCH_STEP_W(k0); \
    }
#define KEEP_TILES(buffer) \
    FOR_UNROLLED(i, FETCHES_A) { \
        PLACE_A(item + i * ITEMS, TILE_M); \
        KEEP_A(tileA[buffer], nextA[i]); \
    } \
    FOR_UNROLLED(i, FETCHES_W) { \
        PLACE_W(item + i * ITEMS, TILE_N); \
        KEEP_W(tileW[buffer], nextW[i]); \
    }
#define MULTIPLY_ROW(row, factor) \
    FOR_UNROLLED(j, ITEM_N / 4) { \
        sums[row][j] = fma((float4) (factor), columns[j], sums[row][j]); \
    }

// Rows and columns of y that an item holds: fours, as far apart as there are items in that direction.
#define ROW(i, r) (m0 + ((i) * ITEMS_M + (int) get_local_id(1)) * 4 + (r))
#define COLUMN(j) (n0 + ((j) * ITEMS_N + (int) get_local_id(0)) * 4)

__kernel __attribute__((reqd_work_group_size(ITEMS_N, ITEMS_M, 1)))
void matmul_portable(
    int m, int n, int k,
    int lda, int ldw, int ldy,
    int groupA, int groupW, int groupY,
    int splits, int bias, int residual, int activation, int accumulate,
    const __global float* restrict a, int aOffset,
    const __global float* restrict w, int wOffset,
    const __global float* restrict b, int bOffset,
    const __global float* restrict shortcut, int shortcutOffset,
    const __global float* restrict slope, int slopeOffset,
    __global float* restrict y, int yOffset) {
    // Four more columns a row let the four steps of an ALONG_KEEP fall into different banks.
    __local float tileA[2][TILE_K][TILE_M + 4] __attribute__((aligned(16)));
    __local float tileW[2][TILE_K][TILE_N + 4] __attribute__((aligned(16)));
    const int item = get_local_id(1) * ITEMS_N + get_local_id(0);
    const int n0 = get_group_id(0) * TILE_N, m0 = get_group_id(1) * TILE_M;
    const int split = get_group_id(2) % splits;
    const size_t group = get_group_id(2) / splits;
    const int kBegin = split_begin(k, split, splits), kEnd = min(k, split_begin(k, split + 1, splits));
    a += aOffset + group * groupA;
    w += wOffset + group * groupW;
    b += bOffset + group * groupY;
    shortcut += shortcutOffset + group * groupY;
    slope += slopeOffset + group * groupY;
    y += yOffset + group * groupY + (size_t) split * m * ldy;

    float4 sums[ITEM_M][ITEM_N / 4];
    FOR_UNROLLED(i, ITEM_M) {
        FOR_UNROLLED(j, ITEM_N / 4) {
            sums[i][j] = accumulate ? fetch(y, ldy, ROW(i / 4, i % 4), COLUMN(j), m, n) : (float4) (0.0f);
        }
    }
    float4 nextA[FETCHES_A], nextW[FETCHES_W];
    // Each round fetches a tile into registers and multiplies the one that the round before has kept.
    const int rounds = (kEnd - kBegin + TILE_K - 1) / TILE_K;
    for (int round = 0; round <= rounds; round++) {
        if (round < rounds) {
            FETCH_TILES(kBegin + round * TILE_K)
        }
        if (round > 0) {
            const int kept = (round - 1) % 2;
            for (int step = 0; step < TILE_K; step++) {
                float4 columns[ITEM_N / 4];
                FOR_UNROLLED(j, ITEM_N / 4) {
                    columns[j] = *(const __local float4*) &tileW[kept][step][COLUMN(j) - n0];
                }
                FOR_UNROLLED(i, ITEM_M / 4) {
                    const float4 rows = *(const __local float4*) &tileA[kept][step][ROW(i, 0) - m0];
                    MULTIPLY_ROW(4 * i, rows.x)
                    MULTIPLY_ROW(4 * i + 1, rows.y)
                    MULTIPLY_ROW(4 * i + 2, rows.z)
                    MULTIPLY_ROW(4 * i + 3, rows.w)
                }
            }
        }
        if (round < rounds) {
            KEEP_TILES(round % 2)
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    FOR_UNROLLED(i, ITEM_M) {
        const int row = ROW(i / 4, i % 4);
        FOR_UNROLLED(j, ITEM_N / 4) {
            const int column = COLUMN(j);
            if (row < m && column < n) {
                float4 sum = sums[i][j];
                FINISH(float4, sum, fetch(b, 0, 0, column, 1, n), fetch(shortcut, ldy, row, column, m, n),
                    fetch(slope, 0, 0, column, 1, n))
                store(y + (size_t) row * ldy + column, sum, n - column);
            }
        }
    }
}
