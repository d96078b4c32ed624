// accumulate_errors.cl: joins the means of a batch to those of all rows before, for each column by itself: the number of
// rows, the mean of t, that of its squared deviations, of |x - t|, of (x - t)^2, and the part of the rows with |x - t|
// <= absolute + relative |t|. Chan, Golub, LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample
// Variances, 1979: two passes over the batch, as deviations from the mean before.
//   x t [rows, columns]   read
//   state [columns, 6]    read and written
//   item i handles CHUNK columns
//   build-time CHUNK      run-time rows columns absolute relative
//   oracle ReferenceAccumulateErrors, within rounding

__kernel void accumulate_errors(
    int rows, int columns, float absolute, float relative,
    const __global float* restrict x, int xOffset,
    const __global float* restrict t, int tOffset,
    __global float* restrict state, int stateOffset) {
    FOR_CHUNK(c, columns) {
        __global float* means = state + stateOffset + c * 6;
        const float before = means[1];
        float shift = 0.0f, distance = 0.0f, squared = 0.0f, within = 0.0f;
        for (int row = 0; row < rows; row++) {
            const size_t i = (size_t) row * columns + c;
            const float target = t[tOffset + i];
            const float error = fabs(x[xOffset + i] - target);
            shift += target - before;
            distance += error;
            squared += error * error;
            within += error <= absolute + relative * fabs(target) ? 1.0f : 0.0f;
        }
        shift /= rows;
        float spread = 0.0f;
        for (int row = 0; row < rows; row++) {
            const float deviation = t[tOffset + (size_t) row * columns + c] - before - shift;
            spread += deviation * deviation;
        }
        const float earlier = means[0] > 0.0f ? means[0] : 0.0f, count = earlier + rows;
        const float w = rows / count, rest = earlier / count;
        means[0] = count;
        means[1] = before + w * shift;
        means[2] = rest * means[2] + w * (spread / rows + rest * shift * shift);
        means[3] = rest * means[3] + w * (distance / rows);
        means[4] = rest * means[4] + w * (squared / rows);
        means[5] = rest * means[5] + w * (within / rows);
    }
}
