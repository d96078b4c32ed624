// data.c: arrays for checks.
#include "data.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Block {
    struct Block* next;
    double data[];
} Block;

static Block* blocks;

static void* array(size_t bytes) {
    Block* block = calloc(1, sizeof *block + bytes);
    if (block == NULL) {
        fprintf(stderr, "native-test: out of memory\n");
        exit(2);
    }
    block->next = blocks;
    blocks = block;
    return block->data;
}

void free_arrays(void) {
    while (blocks != NULL) {
        Block* next = blocks->next;
        free(blocks);
        blocks = next;
    }
}

float* floats(size_t count) {
    return array(count * sizeof(float));
}

double* doubles(size_t count) {
    return array(count * sizeof(double));
}

int32_t* ints(size_t count) {
    return array(count * sizeof(int32_t));
}

unsigned char* bytes(size_t count) {
    return array(count);
}

// A bijection of 32 bits that leaves no visible pattern ("lowbias32", Wellons 2018): number i of a sequence needs no state.
static uint32_t mix(uint32_t x) {
    x = (x ^ (x >> 16)) * 0x7feb352dU;
    x = (x ^ (x >> 15)) * 0x846ca68bU;
    return x ^ (x >> 16);
}

static int whole(size_t i, int low, int high, uint32_t seed) {
    return low + (int) (mix((uint32_t) i + mix(seed)) % (uint32_t) (high - low + 1));
}

float* whole_floats(size_t count, int low, int high, uint32_t seed) {
    float* data = floats(count);
    for (size_t i = 0; i < count; i++) {
        data[i] = (float) whole(i, low, high, seed);
    }
    return data;
}

int32_t* whole_ints(size_t count, int low, int high, uint32_t seed) {
    int32_t* data = ints(count);
    for (size_t i = 0; i < count; i++) {
        data[i] = whole(i, low, high, seed);
    }
    return data;
}

unsigned char* whole_bytes(size_t count, int low, int high, uint32_t seed) {
    unsigned char* data = bytes(count);
    for (size_t i = 0; i < count; i++) {
        data[i] = (unsigned char) whole(i, low, high, seed);
    }
    return data;
}

float* real_floats(size_t count, double low, double high, uint32_t seed) {
    float* data = floats(count);
    for (size_t i = 0; i < count; i++) {
        data[i] = (float) (low + (high - low) * mix((uint32_t) i + mix(seed)) / 4294967296.0);
    }
    return data;
}
