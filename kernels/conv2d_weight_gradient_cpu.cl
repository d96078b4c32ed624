// conv2d_weight_gradient_cpu.cl: weight gradient of a convolution on devices that run a work-item as a thread with
// vector registers. An item copies bands of its images, zero-padded, to private memory; then no tap needs a border
// test.
//   x  [n, IH, IW, IC]                              read
//   dy [n, OH, OW, OC]                              read
//   parts [splits, KH, KW, IC / GROUPS, OC]         every element written once; part s sums over the images n * s /
//     splits .. n * (s + 1) / splits, or is dw where splits is 1
//   sums [splits, OC]                               with COLUMN_SUMS: dy summed over the same images, for a bias
//   item (i, j, s) computes rows j * BLOCK .. (row: kh, kw, ic) of panel i (of all panels of all groups) of part s
//   tile: ROWS rows by PANEL channels stay in registers for the pixels of a band. PACK first copies those channels of
//     the band of dy to private memory; without it PANEL must divide OC / GROUPS
//   build-time GROUPS STRIDE_H STRIDE_W DILATION_H DILATION_W; VEC VECTORS ROWS PACK COLUMN_SUMS
//   either build-time IH IW IC OH OW OC KH KW PAD_TOP PAD_LEFT BAND BLOCK, or these are run-time, in this order, and
//     STRIP, SUMS and GRADIENTS are build-time: for how many floats there is room in the band of x, the sums, and the
//     copied band of dy. So layers share a program; few channels want constants
//   run-time n splits
//   oracle ReferenceConv2dWeightGradient. The pixels run in the order n, oh, ow, each one fma: no tile changes a bit

#if !defined(GROUPS) || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(DILATION_H) || !defined(DILATION_W)
#error "conv2d_weight_gradient_cpu.cl needs the geometry of the convolution"
#endif
#if !defined(VECTORS) || !defined(ROWS)
#error "conv2d_weight_gradient_cpu.cl needs VECTORS ROWS"
#endif
#ifdef STRIP
#define EXTENTS \
    int IH, int IW, int IC, int OH, int OW, int OC, int KH, int KW, int PAD_TOP, int PAD_LEFT, int BAND, int BLOCK,
#define THESE_EXTENTS IH, IW, IC, OH, OW, OC, KH, KW, PAD_TOP, PAD_LEFT, BAND, BLOCK,
#elif !defined(IH) || !defined(IW) || !defined(IC) || !defined(OH) || !defined(OW) || !defined(OC) || !defined(KH) \
    || !defined(KW) || !defined(PAD_TOP) || !defined(PAD_LEFT) || !defined(BAND) || !defined(BLOCK)
#error "conv2d_weight_gradient_cpu.cl needs the extents of the convolution, or STRIP"
#else
#define EXTENTS
#define THESE_EXTENTS
#define STRIP (STRIP_H * STRIP_W * PIXEL)
#define SUMS (BLOCK * PANEL)
#define GRADIENTS (BAND * OW * PANEL)
#endif

#define GROUP_IC (IC / GROUPS)
#define GROUP_OC (OC / GROUPS)
#define PANELS ((GROUP_OC + PANEL - 1) / PANEL)
#define K (KH * KW * GROUP_IC)

#define STRIP_H ((BAND - 1) * STRIDE_H + (KH - 1) * DILATION_H + 1)
#define STRIP_W ((OW - 1) * STRIDE_W + (KW - 1) * DILATION_W + 1)
// Pixels of the strip lie a few floats apart: at a distance of 4 KB the cache would hold few of them.
#define PIXEL (GROUP_IC % 64 == 0 ? GROUP_IC + 8 : GROUP_IC)

// Copies rows top .. of one group's channels, with zeros for what lies outside the image.
static void copy_strip(EXTENTS float* strip, const __global float* x, int top) {
    for (int row = 0; row < STRIP_H; row++) {
        for (int column = 0; column < STRIP_W; column++, strip += PIXEL) {
            const int ih = top + row, iw = column - (PAD_LEFT);
            if (ih >= 0 && ih < IH && iw >= 0 && iw < IW) {
                const __global float* pixel = x + (ih * IW + iw) * IC;
                for (int c = 0; c < GROUP_IC; c++) {
                    strip[c] = pixel[c];
                }
            } else {
                for (int c = 0; c < GROUP_IC; c++) {
                    strip[c] = 0.0f;
                }
            }
        }
    }
}

// The rows of one item, of one panel and some images.
BODY void sum_pixels(
    EXTENTS
    int blockBegin, int lanes, size_t firstImage, size_t endImage,
    const __global float* restrict x,
    const __global float* restrict dy,
    __global float* restrict part SUMS_ARGUMENT) {
    const int blockLast = min(blockBegin + BLOCK, K) - 1;
    float strip[STRIP];
    float sums[SUMS];
    for (int i = 0; i < BLOCK * PANEL; i++) {
        sums[i] = 0.0f;
    }
#ifdef PACK
    float band[GRADIENTS];
#endif
    WITH_SUMS(VECTOR(float) columns[VECTORS] = {(VECTOR(float)) (0.0f)};)
    for (size_t image = firstImage; image < endImage; image++) {
        for (int firstRow = 0; firstRow < OH; firstRow += BAND) {
            const int rows = min(BAND, OH - firstRow);
            copy_strip(THESE_EXTENTS strip, x + image * (IH * IW * IC), firstRow * STRIDE_H - (PAD_TOP));
            const __global float* source = dy + (image * OH + firstRow) * (OW * OC);
#ifdef PACK
            for (int pixel = 0; pixel < rows * OW; pixel++) {
                VECTOR(float) channels[VECTORS];
                load_panel(channels, source + pixel * OC, lanes);
                FOR_UNROLLED(v, VECTORS) {
                    STORE(channels[v], band + pixel * PANEL + v * VEC);
                }
            }
#define BAND_SPACE __private
#define BAND_PIXEL PANEL
#else
            const __global float* band = source;
#define BAND_SPACE __global
#define BAND_PIXEL OC
#endif
#ifdef COLUMN_SUMS
            for (int pixel = 0; blockBegin == 0 && pixel < rows * OW; pixel++) {
                FOR_UNROLLED(v, VECTORS) {
                    columns[v] += LOAD(band + pixel * BAND_PIXEL + v * VEC);
                }
            }
#endif
            for (int k0 = blockBegin; k0 <= blockLast; k0 += ROWS) {
                // Where each row of the tile reads and adds. A tile that reaches over the last row repeats it.
                int from[ROWS], to[ROWS];
                int k = k0, c = k0 % GROUP_IC, kw = k0 / GROUP_IC % KW, kh = k0 / (GROUP_IC * KW);
                FOR_UNROLLED(r, ROWS) {
                    from[r] = (kh * DILATION_H * STRIP_W + kw * DILATION_W) * PIXEL + c;
                    to[r] = (k - blockBegin) * PANEL;
                    if (k < blockLast) {
                        k++;
                        if (++c == GROUP_IC) {
                            c = 0;
                            if (++kw == KW) {
                                kw = 0;
                                kh++;
                            }
                        }
                    }
                }
                VECTOR(float) tile[ROWS][VECTORS];
                FOR_TILE(r, v) {
                    tile[r][v] = LOAD(sums + to[r] + v * VEC);
                }
                for (int row = 0; row < rows; row++) {
                    const float* pixel = strip + row * (STRIDE_H * STRIP_W * PIXEL);
                    const BAND_SPACE float* step = band + row * (OW * BAND_PIXEL);
                    for (int ow = 0; ow < OW; ow++, pixel += STRIDE_W * PIXEL, step += BAND_PIXEL) {
                        VECTOR(float) factors[VECTORS];
                        FOR_UNROLLED(v, VECTORS) {
                            factors[v] = LOAD(step + v * VEC);
                        }
                        FOR_TILE(r, v) {
                            tile[r][v] = fma((VECTOR(float)) (pixel[from[r]]), factors[v], tile[r][v]);
                        }
                    }
                }
                FOR_TILE(r, v) {
                    STORE(tile[r][v], sums + to[r] + v * VEC);
                }
            }
        }
    }
    for (int k = blockBegin; k <= blockLast; k++) {
        for (int lane = 0; lane < min(lanes, PANEL); lane++) {
            part[(size_t) k * OC + lane] = sums[(k - blockBegin) * PANEL + lane];
        }
    }
#ifdef COLUMN_SUMS
    if (blockBegin == 0) {
        store_panel(columns, columnSums + columnSumsOffset, lanes);
    }
#endif
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void conv2d_weight_gradient_cpu(
    EXTENTS
    int n, int splits,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict parts, int partsOffset SUMS_ARGUMENT) {
    const int group = get_global_id(0) / PANELS, oc = get_global_id(0) % PANELS * PANEL;
    const size_t split = get_global_id(2);
    sum_pixels(
        THESE_EXTENTS
        get_global_id(1) * BLOCK, GROUP_OC - oc, n * split / splits, n * (split + 1) / splits,
        x + xOffset + group * GROUP_IC,
        dy + dyOffset + group * GROUP_OC + oc,
        parts + partsOffset + split * (K * OC) + group * GROUP_OC + oc
        SUMS_OF(split * OC + group * GROUP_OC + oc));
}
