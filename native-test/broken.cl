// broken.cl: kernels with one fault each, which native-test must notice. They all mean y[i] = x[i], i < count.
//   x y [count]
//   item i handles element i
//   run-time count
//   oracle check_broken.c

#define ARGUMENTS \
    int count, __global float* restrict x, int xOffset, __global float* restrict y, int yOffset

// Control: no fault.
__kernel void sound(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count) {
        y[yOffset + i] = x[xOffset + i];
    }
}

__kernel void skips_the_tail(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count - 1) {
        y[yOffset + i] = x[xOffset + i];
    }
}

__kernel void writes_past_the_end(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count + 1) {
        y[yOffset + i] = i < count ? x[xOffset + i] : 0.0f;
    }
}

__kernel void writes_before_the_start(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count) {
        y[yOffset + i] = x[xOffset + i];
    }
    if (i == 0) {
        y[yOffset - 1] = 0.0f;
    }
}

__kernel void ignores_the_offset(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count) {
        y[yOffset + i] = x[i];
    }
}

__kernel void changes_its_input(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count) {
        y[yOffset + i] = x[xOffset + i];
        x[xOffset + i] = 0.0f;
    }
}

__kernel void reads_one_too_far(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count) {
        y[yOffset + i] = x[xOffset + i + 1];
    }
}

__kernel void hides_nan(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count) {
        y[yOffset + i] = fmax(x[xOffset + i], -100.0f);
    }
}

__kernel void rounds_twice(ARGUMENTS) {
    const int i = get_global_id(0);
    if (i < count) {
        y[yOffset + i] = (x[xOffset + i] + 1e8f) - 1e8f;
    }
}

// Each work-item stores what its mirror image in the work-group has loaded, perhaps before that has loaded it.
__kernel void forgets_the_barrier(ARGUMENTS) {
    __local float shared[8];
    const int i = get_global_id(0);
    const int lane = get_local_id(0);
    const int mirror = i + 7 - 2 * lane;
    shared[lane] = i < count ? x[xOffset + i] : 0.0f;
    if (mirror < count) {
        y[yOffset + mirror] = shared[7 - lane];
    }
}
