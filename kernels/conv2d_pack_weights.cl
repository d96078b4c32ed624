// conv2d_pack_weights.cl: weights in the order in which a convolution's kernel reads them: one matrix for each panel
// of some output channels. With flip != 0 these are the weights of the data gradient seen as a convolution of dy: taps
// in reverse, input and output channels exchanged.
//   w       [taps, ic / groups, oc], with flip [taps, oc / groups, ic]     read
//   packed  [groups, panels, taps, ic / groups, columns]     panels = ceil(oc / groups / columns); every element
//     written once, zero where a group's last panel reaches over its channels
//   item (i, j, p) writes columns i, i + get_global_size(0) .. of rows j * block .. (row: tap and input channel) of
//     matrix p (group and panel)
//   build-time none      run-time taps, and ic oc groups of the convolution that reads packed; columns flip block
//   bit-exact: this kernel moves numbers and computes none

__kernel void conv2d_pack_weights(
    int taps, int ic, int oc, int groups,
    int columns, int flip, int block,
    const __global float* restrict w, int wOffset,
    __global float* restrict packed, int packedOffset) {
    const int groupIc = ic / groups, groupOc = oc / groups, rows = taps * groupIc;
    const int panels = (groupOc + columns - 1) / columns;
    const int group = get_global_id(2) / panels, first = get_global_id(2) % panels * columns;
    const int begin = get_global_id(1) * block, end = min(begin + block, rows);
    w += wOffset;
    packed += packedOffset + get_global_id(2) * rows * columns;
    for (int row = begin; row < end; row++) {
        const int tap = row / groupIc, c = group * groupIc + row % groupIc;
        const __global float* from = flip ? w + (size_t) (taps - 1 - tap) * groupOc * ic + c : w + (size_t) row * oc;
        const int step = flip ? ic : 1, start = flip ? first : group * groupOc + first;
        for (int column = get_global_id(0); column < columns; column += get_global_size(0)) {
            packed[(size_t) row * columns + column] =
                first + column < groupOc ? from[(size_t) (start + column) * step] : 0.0f;
        }
    }
}
