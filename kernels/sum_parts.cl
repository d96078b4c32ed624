// sum_parts.cl: adds the parts into which a long sum was split, in their order, then the epilogue of a matrix product.
//   parts [splits, count]        read
//   b shortcut operand           of the epilogue; element i of a part belongs to column i % columns of what is per column
//   y [count]                    every element written once
//   sum_parts_and_columns adds the parts of the sums of a factor's columns, too, and knows no epilogue:
//     parts [splits, count], then [splits, columns]     sums [columns]     every element written once
//   item i handles CHUNK times VEC elements
//   build-time VEC (divides columns where bias or slope is read) CHUNK      run-time count columns splits bias residual
//     activation
//   oracle ReferenceMatMul, ReferenceConv2dWeightGradient, within rounding; the number of splits decides the bits

// The first lanes of a vector of elements, summed over the parts, which are count elements apart.
static VECTOR(float) sum_of_parts(const __global float* parts, int count, int splits, int lanes) {
    VECTOR(float) sum = load_lanes(parts, lanes, 0.0f);
    for (int split = 1; split < splits; split++) {
        sum += load_lanes(parts + (size_t) split * count, lanes, 0.0f);
    }
    return sum;
}

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
        VECTOR(float) sum = sum_of_parts(parts + i * VEC, count, splits, lanes);
        FINISH(VECTOR(float), sum, LOAD(b + bOffset + i * VEC % columns),
            load_lanes(shortcut + shortcutOffset + i * VEC, lanes, 0.0f), LOAD(operand + operandOffset + i * VEC % columns),
            load_lanes(operand + operandOffset + i * VEC, lanes, 0.0f))
        store_lanes(sum, y + yOffset + i * VEC, lanes);
    }
}

__kernel void sum_parts_and_columns(
    int count, int columns, int splits,
    const __global float* restrict parts, int partsOffset,
    __global float* restrict y, int yOffset,
    __global float* restrict sums, int sumsOffset) {
    const size_t vectors = (count + VEC - 1) / VEC;
    FOR_CHUNK(i, vectors + (columns + VEC - 1) / VEC) {
        const bool isOfY = i < vectors;
        const int at = (int) (isOfY ? i : i - vectors) * VEC, size = isOfY ? count : columns;
        const __global float* from = parts + partsOffset + (isOfY ? 0 : (size_t) splits * count);
        __global float* to = isOfY ? y + yOffset : sums + sumsOffset;
        store_lanes(sum_of_parts(from + at, size, splits, size - at), to + at, size - at);
    }
}
