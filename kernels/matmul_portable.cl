// matmul_portable.cl: y = a w, then the epilogue, by work-groups that share tiles in local memory. With PATCHES, a is
// the matrix of image patches that a convolution multiplies by its weights (row: output pixel n, oh, ow; column: kh,
// kw and channel), read from the image and never written down: an implicit GEMM.
//   a [m, k], or [k, m] with TRANSPOSE_A; rows lda apart                          read or, with PATCHES, the image
//     [n, IH, IW, IC], of which group g has the IC / GROUPS channels from g * groupA; lda is not used
//   w [k, n], or [n, k] with TRANSPOSE_W; rows ldw apart. With FLIP, PATCHES and TRANSPOSE_W the weights of the
//     convolution whose data gradient this is, [KH, KW, n, ldw], taps read in reverse                         read
//   b [n]  shortcut, as y  operand [n] or as y                                     of the epilogue
//   y [m, n], rows ldy apart    every element written; with accumulate != 0 the sums go on from what it holds or,
//     with splits > 1, [splits, m, n]: sums over consecutive parts of k, each begun at a multiple of 16
//   sums [n], or [splits, n] in rows ldy apart      with COLUMN_SUMS (then no TRANSPOSE_W): w summed over k, unrounded
//   group of items (t, (g * phases + p) * splits + s): tile t of y, counted down bands of BAND tiles, so that groups
//     that run side by side share what they read; product g (its a, w, y begin groupA, groupW, groupY elements after
//     those of product g - 1, those of the epilogue groupY), phase p, split s
//   phases: with UPSAMPLE_H or UPSAMPLE_W = u above 1 the image is read as if u - 1 rows or columns of zeros lay
//     between its pixels (so reads the data gradient of a strided convolution). Output pixels of equal phase, oh % u,
//     are rows of a product of their own, which leaves out the taps that hit zeros
//   tile: TILE_M x TILE_N of y, TILE_K steps of k at a time; one item holds ITEM_M x ITEM_N. ALIGNED_A, ALIGNED_W,
//     ALIGNED_Y promise that every row of that tensor begins at a multiple of 16 bytes, those of the epilogue with y
//   build-time TRANSPOSE_A TRANSPOSE_W PATCHES FLIP (then IH IW IC OH OW KH KW GROUPS STRIDE_H STRIDE_W PAD_TOP
//     PAD_LEFT DILATION_H DILATION_W UPSAMPLE_H UPSAMPLE_W); TILE_M TILE_N TILE_K ITEM_M ITEM_N COLUMN_SUMS
//     ALIGNED_A ALIGNED_W ALIGNED_Y; run-time the rest
//   oracle ReferenceMatMul, ReferenceConv2d and its gradients. The steps of k of a split run in order, each one fma:
//     tiles change no bit. Nor in sums: those of the steps that are equal modulo TILE_K are added last, in their order

#if !defined(TILE_M) || !defined(TILE_N) || !defined(TILE_K) || !defined(ITEM_M) || !defined(ITEM_N)
#error "matmul_portable.cl needs TILE_M TILE_N TILE_K ITEM_M ITEM_N"
#endif
#define ITEMS_M (TILE_M / ITEM_M)
#define ITEMS_N (TILE_N / ITEM_N)
#define ITEMS (ITEMS_M * ITEMS_N)
#if ITEM_M % 4 != 0 || ITEM_N % 4 != 0 || TILE_M % ITEM_M != 0 || TILE_N % ITEM_N != 0 || TILE_K % 4 != 0
#error "matmul_portable.cl: the tile cannot be dealt out in fours"
#endif
// An item keeps its columns of a tile of a or w, or its steps of k, from one fetch to the next.
#if ITEMS % (TILE_M / 4) != 0 || ITEMS % (TILE_N / 4) != 0 || ITEMS % (TILE_K / 4) != 0
#error "matmul_portable.cl: the items do not fill whole rows of a tile"
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

// Sums by single multiply-adds; mma.cl has another way, and the names of its own for these.
#ifndef MMA
#define PAIR 1
#define FACTOR float
#define PADDING 4
#define ACROSS_KEEP(tile, at, step, next, i) *(__local float4*) &tile[step][at] = next[i]
#define ALONG_KEEP(tile, at, step, next, i) \
    tile[step][at] = next[i].x; \
    tile[(step) + 1][at] = next[i].y; \
    tile[(step) + 2][at] = next[i].z; \
    tile[(step) + 3][at] = next[i].w
#define MULTIPLY_ROW(row, factor) \
    FOR_UNROLLED(j, ITEM_N / 4) { \
        sums[row][j] = fma((float4) (factor), columns[j], sums[row][j]); \
    }

// Rows and columns of y that an item holds: fours, as far apart as there are items in that direction. Neighbouring
// items, as many as run in step on most GPUs, form a block of y, so that few numbers serve them all.
#define LANES_M (ITEMS_M < 4 ? ITEMS_M : 4)
#define LANES_N (ITEMS_N < 8 ? ITEMS_N : 8)
#if ITEMS_M % LANES_M != 0 || ITEMS_N % LANES_N != 0
#error "matmul_portable.cl: the tile cannot be dealt out in blocks"
#endif
#define LANE_OF(item) ((item) % (LANES_M * LANES_N))
#define BLOCK_OF(item) ((item) / (LANES_M * LANES_N))
#define ITEM_ROW(item) (BLOCK_OF(item) / (ITEMS_N / LANES_N) * LANES_M + LANE_OF(item) / LANES_N)
#define ITEM_COLUMN(item) (BLOCK_OF(item) % (ITEMS_N / LANES_N) * LANES_N + LANE_OF(item) % LANES_N)
#define ROW(i) (m0 + ((i) / 4 * ITEMS_M + itemM) * 4 + (i) % 4)
#define COLUMN(j) (n0 + ((j) * ITEMS_N + itemN) * 4)
#define SPAN 4
#define FETCH_SUMS fetch
#define STORE_SUMS store_4
#endif
#define SUMS PASTE(float, SPAN)

// The first step of a part of k.
static int split_begin(int k, int split, int splits) {
    return (int) ((long) ((k + 15) / 16) * split / splits * 16);
}

// The tiles of a and w lie in local memory as [step of k][column of the tile]. Fetch number i of a tile takes four
// elements, along the axis in which the matrix is contiguous: ACROSS the columns, where PAIR fetches of successive
// steps belong together, or ALONG k. PADDING more columns a row let the steps that ALONG_KEEP writes fall into
// different banks.
#define FETCHES(width) (((width) * TILE_K / 4 + ITEMS * PAIR - 1) / (ITEMS * PAIR) * PAIR)
#define ACROSS_AT(i, width) ((item + (i) / PAIR * ITEMS) % ((width) / 4) * 4)
#define ACROSS_STEP(i, width) ((item + (i) / PAIR * ITEMS) / ((width) / 4) * PAIR + (i) % PAIR)
#define ALONG_AT(i, width) ((item + (i) * ITEMS) / (TILE_K / 4))
#define ALONG_STEP(i, width) ((item + (i) * ITEMS) % (TILE_K / 4) * 4)
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
#define AT_A(i) (m0 + LAID_A(AT)(i, TILE_M))
#define STEP_A(i) LAID_A(STEP)(i, TILE_M)
#define AT_W(i) (n0 + LAID_W(AT)(i, TILE_N))
#define STEP_W(i) LAID_W(STEP)(i, TILE_N)
#define ARE_ALL_IN_TILE(width) ((width) * TILE_K / 4 % (ITEMS * PAIR) == 0)
#define IS_IN_A(i) (ARE_ALL_IN_TILE(TILE_M) || (AT_A(i) - m0 < TILE_M && STEP_A(i) < TILE_K))
#define IS_IN_W(i) (ARE_ALL_IN_TILE(TILE_N) || (AT_W(i) - n0 < TILE_N && STEP_W(i) < TILE_K))

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
        if (IS_IN_A(i)) { \
            nextA[i] = FETCH_A(i); \
        } \
    } \
    FOR_UNROLLED(i, FETCHES(TILE_N)) { \
        if (IS_IN_W(i)) { \
            nextW[i] = FETCH_W(i); \
            WITH_SUMS(ownSums[i] += nextW[i];) \
        } \
    }
#define KEEP_TILES(buffer) \
    FOR_UNROLLED(i, FETCHES(TILE_M)) { \
        if (IS_IN_A(i)) { \
            LAID_A(KEEP)(tileA[buffer], AT_A(i) - m0, STEP_A(i), nextA, i); \
        } \
    } \
    FOR_UNROLLED(i, FETCHES(TILE_N)) { \
        if (IS_IN_W(i)) { \
            LAID_W(KEEP)(tileW[buffer], AT_W(i) - n0, STEP_W(i), nextW, i); \
        } \
    }

#if PHASES > 1
#define Y_ROW(row) row_of(pixel_of(row, high, wide), phaseH, phaseW)
#else
#define Y_ROW(row) (row)
#endif

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void matmul_portable(
    int m, int n, int k,
    int lda, int ldw, int ldy,
    int groupA, int groupW, int groupY,
    int splits, int bias, int residual, int activation, int accumulate,
    const __global float* restrict a, int aOffset,
    const __global float* restrict w, int wOffset,
    const __global float* restrict b, int bOffset,
    const __global float* restrict shortcut, int shortcutOffset,
    const __global float* restrict operand, int operandOffset,
    __global float* restrict y, int yOffset SUMS_ARGUMENT) {
    __local FACTOR tileA[2][TILE_K / PAIR][TILE_M + PADDING] __attribute__((aligned(16)));
    __local FACTOR tileW[2][TILE_K / PAIR][TILE_N + PADDING] __attribute__((aligned(16)));
#ifdef MMA_EMULATED
    __local uint exchange[ITEMS][6];
#elif defined(MMA)
    __local uint(*const exchange)[6] = 0;
#endif
    const int item = get_local_id(0), itemM = ITEM_ROW(item), itemN = ITEM_COLUMN(item);

    const int tilesN = (n + TILE_N - 1) / TILE_N, tilesM = get_num_groups(0) / tilesN;
    const int band = get_group_id(0) / (BAND * tilesN) * BAND, inBand = get_group_id(0) % (BAND * tilesN);
    const int bandTiles = min(BAND, tilesM - band);
    const int m0 = (band + inBand % bandTiles) * TILE_M, n0 = inBand / bandTiles * TILE_N;
    const int split = get_group_id(1) % splits;
    const size_t group = get_group_id(1) / splits / PHASES;
    a += aOffset + group * groupA;
    w += wOffset + group * groupW;
    b += bOffset + group * groupY;
    shortcut += shortcutOffset + group * groupY;
    operand += operandOffset + group * groupY;
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

    SUMS sums[ITEM_M][ITEM_N / SPAN];
    FOR_UNROLLED(i, ITEM_M) {
        FOR_UNROLLED(j, ITEM_N / SPAN) {
            sums[i][j] = accumulate && ROW(i) < rows
                ? FETCH_SUMS(y, ldy, Y_ROW(ROW(i)), COLUMN(j), m, n, ALIGNED_Y) : (SUMS) (0.0f);
        }
    }
    float4 nextA[FETCHES(TILE_M)], nextW[FETCHES(TILE_N)];
    WITH_SUMS(float4 ownSums[FETCHES(TILE_N)] = {(float4) (0.0f)};)
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
#ifdef MMA
            multiply_tiles(tileA[kept], tileW[kept], sums, itemM, itemN, item % 32, exchange);
#else
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
#endif
        }
        if (round < rounds) {
            KEEP_TILES(round % 2)
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
#ifdef COLUMN_SUMS
    FOR_UNROLLED(i, FETCHES(TILE_N)) {
        KEEP_SUMS(tileW, IS_IN_W(i), STEP_W(i), AT_W(i) - n0, ownSums[i])
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = item; m0 == 0 && i < min(TILE_N, n - n0); i += ITEMS) {
        SUM_STEPS(sum, tileW, i)
        columnSums[columnSumsOffset + group * groupY + split * ldy + n0 + i] = sum;
    }
#endif

    FOR_UNROLLED(i, ITEM_M) {
        if (ROW(i) < rows) {
            const int row = Y_ROW(ROW(i));
            FOR_UNROLLED(j, ITEM_N / SPAN) {
                const int column = COLUMN(j);
                if (column < n) {
                    SUMS sum = sums[i][j];
                    FINISH(SUMS, sum, FETCH_SUMS(b, 0, 0, column, 1, n, ALIGNED_Y),
                        FETCH_SUMS(shortcut, ldy, row, column, m, n, ALIGNED_Y),
                        FETCH_SUMS(operand, 0, 0, column, 1, n, ALIGNED_Y),
                        FETCH_SUMS(operand, ldy, row, column, m, n, ALIGNED_Y))
                    STORE_SUMS(y + (size_t) row * ldy + column, sum, n - column);
                }
            }
        }
    }
}
