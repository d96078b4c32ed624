// resample2d.cl: images of another size, y[oh, ow] = sum over h, w of rows[oh, h] columns[ow, w] x[h, w].
//   x [n, IH, IW, CHANNELS]   read
//   begin [OH + 1 + OW + 1]   read; the entries of output row oh are those from begin[oh] to begin[oh + 1] - 1, those of
//                             output column ow the ones from begin[OH + 1 + ow] to begin[OH + 1 + ow + 1] - 1
//   source [entries]          read; the input row or column of an entry
//   weight [entries]          read
//   y [n, OH, OW, CHANNELS]   every element written once
//   item i handles CHUNK times VEC channels of one output pixel
//   build-time IH IW OH OW CHANNELS VEC CHUNK      run-time n
//   oracle ReferenceResample2d, within rounding; exact where the weights are powers of two

#if !defined(IH) || !defined(IW) || !defined(OH) || !defined(OW) || !defined(CHANNELS)
#error "resample2d.cl needs IH IW OH OW CHANNELS"
#endif

__kernel void resample2d(
    int n,
    const __global float* restrict x, int xOffset,
    const __global int* restrict begin, int beginOffset,
    const __global int* restrict source, int sourceOffset,
    const __global float* restrict weight, int weightOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, (size_t) n * OH * OW * (CHANNELS / VEC)) {
        const uint pixel = (uint) i / (CHANNELS / VEC);
        const int c = (uint) i % (CHANNELS / VEC) * VEC;
        const __global int* row = begin + beginOffset + pixel / OW % OH;
        const __global int* column = begin + beginOffset + OH + 1 + pixel % OW;
        const __global float* image = x + xOffset + (size_t) (pixel / (OH * OW)) * (IH * IW * CHANNELS) + c;
        VECTOR(float) sum = 0.0f;
        for (int p = row[0]; p < row[1]; p++) {
            const __global float* line = image + source[sourceOffset + p] * (IW * CHANNELS);
            for (int q = column[0]; q < column[1]; q++) {
                sum += weight[weightOffset + p] * weight[weightOffset + q]
                    * LOAD(line + source[sourceOffset + q] * CHANNELS);
            }
        }
        STORE(sum, y + yOffset + i * VEC);
    }
}
