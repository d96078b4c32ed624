// sum_parts.cl: adds the parts into which a long sum was split, in their order, then the epilogue of a matrix product.
//   parts [splits, count]        read
//   b shortcut operand           of the epilogue; element i of a part belongs to column i % columns of what is per column
//   y [count]                    every element written once
//   item i handles CHUNK times VEC elements
//   build-time VEC (divides columns where bias or slope is read) CHUNK      run-time count columns splits bias residual
//     activation
//   oracle ReferenceMatMul, ReferenceConv2dWeightGradient, within rounding; the number of splits decides the bits

__kernel void sum_parts(
    int count, int columns, int splits, int bias, int residual, int activation,
    const __global float* restrict parts, int partsOffset,
    const __global float* restrict b, int bOffset,
    const __global float* restrict shortcut, int shortcutOffset,
    const __global float* restrict operand, int operandOffset,
    __global float* restrict y, int yOffset) {
    parts += partsOffset;
    FOR_CHUNK(i, (count + VEC - 1) / VEC) {
        const int lanes = count - i * VEC;
        VECTOR(float) sum = load_lanes(parts + i * VEC, lanes, 0.0f);
        for (int split = 1; split < splits; split++) {
            sum += load_lanes(parts + (size_t) split * count + i * VEC, lanes, 0.0f);
        }
        FINISH(VECTOR(float), sum, LOAD(b + bOffset + i * VEC % columns),
            load_lanes(shortcut + shortcutOffset + i * VEC, lanes, 0.0f), LOAD(operand + operandOffset + i * VEC % columns),
            load_lanes(operand + operandOffset + i * VEC, lanes, 0.0f))
        store_lanes(sum, y + yOffset + i * VEC, lanes);
    }
}
