// conv2d_weight_gradient_shifted_rows_cpu.cl: weight gradient of a convolution to few channels on devices that run a
// work-item as a thread with vector registers. A pixel of the image has met KW neighbouring pixels of a row of dy,
// whose KW * OC numbers lie side by side: these are the lanes of a tile, where a tile of OC lanes would leave most of a
// vector empty. No pixel outside of the image is met.
//   x  [n, IH, IW, IC]                              read
//   dy [n, OH, OW, OC]                              read
//   parts [splits, KH, KW, IC, OC]                  every element written once; part s sums over the images n * s /
//     splits .. n * (s + 1) / splits, or is dw where splits is 1
//   sums [splits, OC]                               with COLUMN_SUMS: dy summed over the same images, for a bias
//   item (i, s) computes input channels i * CHANNELS .. of part s
//   tile: ROWS rows (row: kh, ic) by PANEL lanes; KW * OC <= PANEL
//   build-time IH IW IC OH OW OC KH KW STRIDE_H PAD_TOP PAD_LEFT DILATION_H; STRIDE_W, DILATION_W and GROUPS are 1; VEC
//     VECTORS ROWS CHANNELS COLUMN_SUMS      run-time n splits
//   oracle ReferenceConv2dWeightGradient. The pixels run in the order n, oh, iw, each one fma: no tile changes a bit. In
//     sums the places of a row are summed over n and oh first, then one after the other

#if !defined(IH) || !defined(IW) || !defined(IC) || !defined(OH) || !defined(OW) || !defined(OC) || !defined(KH) \
    || !defined(KW) || !defined(STRIDE_H) || !defined(PAD_TOP) || !defined(PAD_LEFT) || !defined(DILATION_H)
#error "conv2d_weight_gradient_shifted_rows_cpu.cl needs the geometry of the convolution"
#endif
#if (defined(STRIDE_W) && STRIDE_W != 1) || (defined(DILATION_W) && DILATION_W != 1) || (defined(GROUPS) && GROUPS != 1)
#error "conv2d_weight_gradient_shifted_rows_cpu.cl: a row has neither stride nor dilation, and there are no groups"
#endif
#if !defined(VECTORS) || !defined(ROWS) || KW * OC > VECTORS * VEC
#error "conv2d_weight_gradient_shifted_rows_cpu.cl needs VECTORS and ROWS for KW * OC lanes"
#endif
#ifndef CHANNELS
#define CHANNELS IC
#endif

// Where a pixel's first lane is read, in pixels of dy from it: it may lie left of the row, and the last right of it.
#define SHIFT (PAD_LEFT - (KW - 1))
#define MARGIN (SHIFT < 0 ? -(SHIFT) : 0)
#define REACH (IW - 1 + SHIFT)
#define ROW ((MARGIN + (OW > REACH ? OW : REACH)) * OC + PANEL)

// The sums of one item.
BODY void sum_pixels(
    int firstChannel, size_t firstImage, size_t endImage,
    const __global float* restrict x,
    const __global float* restrict dy,
    __global float* restrict part SUMS_ARGUMENT) {
    const int channels = min(CHANNELS, IC - firstChannel);
    float sums[KH * CHANNELS * PANEL], row[ROW];
    for (int i = 0; i < KH * CHANNELS * PANEL; i++) {
        sums[i] = 0.0f;
    }
    for (int i = 0; i < ROW; i++) {
        row[i] = 0.0f;
    }
#ifdef COLUMN_SUMS
    // Each place of a row by itself, so that these are vectors of whole rows.
    float columns[OW * OC] = {0.0f};
#endif
    for (size_t image = firstImage; image < endImage; image++) {
        for (int oh = 0; oh < OH; oh++) {
            const __global float* source = dy + (image * OH + oh) * (OW * OC);
            for (int i = 0; i < OW * OC; i++) {
                row[MARGIN * OC + i] = source[i];
                WITH_SUMS(columns[i] += source[i];)
            }
            const __global float* images[KH];
            float* totals[KH];
            int taps = 0;
            for (int kh = 0; kh < KH; kh++) {
                const int ih = oh * STRIDE_H - (PAD_TOP) + kh * DILATION_H;
                if (ih >= 0 && ih < IH) {
                    images[taps] = x + (image * IH + ih) * (IW * IC) + firstChannel;
                    totals[taps] = sums + kh * (CHANNELS * PANEL);
                    taps++;
                }
            }
            for (int k0 = 0; k0 < taps * channels; k0 += ROWS) {
                // Where each row of the tile reads and adds. A tile that reaches over the last row repeats it.
                const __global float* from[ROWS];
                float* to[ROWS];
                int tap = k0 / channels, c = k0 % channels;
                FOR_UNROLLED(r, ROWS) {
                    from[r] = images[tap] + c;
                    to[r] = totals[tap] + c * PANEL;
                    if (k0 + r + 1 < taps * channels && ++c == channels) {
                        c = 0;
                        tap++;
                    }
                }
                VECTOR(float) tile[ROWS][VECTORS];
                FOR_TILE(r, v) {
                    tile[r][v] = LOAD(to[r] + v * VEC);
                }
                const float* step = row + (SHIFT + MARGIN) * OC;
                for (int iw = 0; iw < IW; iw++, step += OC) {
                    VECTOR(float) factors[VECTORS];
                    FOR_UNROLLED(v, VECTORS) {
                        factors[v] = LOAD(step + v * VEC);
                    }
                    FOR_TILE(r, v) {
                        tile[r][v] = fma((VECTOR(float)) (from[r][iw * IC]), factors[v], tile[r][v]);
                    }
                }
                FOR_TILE(r, v) {
                    STORE(tile[r][v], to[r] + v * VEC);
                }
            }
        }
    }
    for (int kh = 0; kh < KH; kh++) {
        for (int kw = 0; kw < KW; kw++) {
            for (int c = 0; c < channels; c++) {
                for (int oc = 0; oc < OC; oc++) {
                    part[((kh * KW + kw) * IC + firstChannel + c) * OC + oc] =
                        sums[(kh * CHANNELS + c) * PANEL + (KW - 1 - kw) * OC + oc];
                }
            }
        }
    }
#ifdef COLUMN_SUMS
    for (int oc = 0; oc < OC && firstChannel == 0; oc++) {
        float sum = 0.0f;
        for (int i = oc; i < OW * OC; i += OC) {
            sum += columns[i];
        }
        columnSums[columnSumsOffset + oc] = sum;
    }
#endif
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void conv2d_weight_gradient_shifted_rows_cpu(
    int n, int splits,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict parts, int partsOffset SUMS_ARGUMENT) {
    const size_t split = get_global_id(1);
    sum_pixels(
        get_global_id(0) * CHANNELS, n * split / splits, n * (split + 1) / splits,
        x + xOffset,
        dy + dyOffset,
        parts + partsOffset + split * (KH * KW * IC * OC) SUMS_OF(split * OC));
}
