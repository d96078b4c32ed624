// data.h: arrays for checks, deterministic, freed all at once when a suite is done.
#ifndef FOVEA_DATA_H
#define FOVEA_DATA_H

#include <stddef.h>
#include <stdint.h>

// Arrays of zeros.
float* floats(size_t count);
double* doubles(size_t count);
int32_t* ints(size_t count);
unsigned char* bytes(size_t count);

// Whole numbers from low to high: sums of their products are exact in single precision while they stay below 2^24.
float* whole_floats(size_t count, int low, int high, uint32_t seed);
int32_t* whole_ints(size_t count, int low, int high, uint32_t seed);
unsigned char* whole_bytes(size_t count, int low, int high, uint32_t seed);

// Numbers between low and high with all their bits.
float* real_floats(size_t count, double low, double high, uint32_t seed);

// Frees every array handed out so far.
void free_arrays(void);

#endif
