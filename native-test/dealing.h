// dealing.h: how the checks of elementwise kernels deal out their work.
#ifndef FOVEA_DEALING_H
#define FOVEA_DEALING_H

#include <stddef.h>

// How elementwise work is dealt out: in the style of GPUs, and in that of devices which run a work-group as a loop.
typedef struct {
    const char* macros;
    int chunk;     // elements per work-item, at most
    size_t local;  // work-items per work-group
} Dealing;

static const Dealing DEALINGS[] = {{"-D CHUNK=1", 1, 64}, {"-D CHUNK=0", 100, 1}};

// A loop over the dealings, by pointer.
#define FOR_DEALINGS(d) for (const Dealing* d = DEALINGS; d < DEALINGS + 2; d++)

// Work-items for that many elements.
static inline size_t dealt(const Dealing* dealing, size_t elements) {
    return (elements + (size_t) dealing->chunk - 1) / (size_t) dealing->chunk;
}

// The largest vector of at most limit channels that divides their number.
static inline int vector_of(int channels, int limit) {
    int vector = limit;
    while (channels % vector != 0) {
        vector /= 2;
    }
    return vector;
}

#endif
