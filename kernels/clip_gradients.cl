// clip_gradients.cl: makes gradients smaller where they are too large: all of them by one factor, so that their norm does
// not exceed maxNorm, then each of them to [-maxValue, maxValue]. NaN stays NaN, so neither fmin nor clamp.
//   gradients [count]    read and written
//   sumSquares [1]       the sum of their squares, read
//   item i handles CHUNK elements
//   build-time CHUNK      run-time count, maxNorm and maxValue (infinite for no limit)
//   oracle ReferenceClipGradients, within rounding

__kernel void clip_gradients(
    int count, float maxNorm, float maxValue,
    const __global float* restrict sumSquares, int sumSquaresOffset,
    __global float* restrict gradients, int gradientsOffset) {
    const float quotient = maxNorm / (sqrt(sumSquares[sumSquaresOffset]) + 1e-6f);
    const float factor = quotient < 1.0f ? quotient : 1.0f;
    FOR_CHUNK(i, count) {
        const float g = factor * gradients[gradientsOffset + i];
        gradients[gradientsOffset + i] = g > maxValue ? maxValue : g < -maxValue ? -maxValue : g;
    }
}
