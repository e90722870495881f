/* SPDX-License-Identifier: BSD-3-Clause
   Runs the fuzz target without libFuzzer, where there is none: valgrind, a cross-compiler.
     replay COUNT FILE...    the files, then as many inputs of pseudo-random bytes, whose first three go through all
                             ops, forms and dtypes  */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 4096, RANDOM = 64 };

int main(int count, char **words) {
    static uint8_t data[MOST];
    const unsigned long random = count > 1 ? strtoul(words[1], NULL, 10) : 0;
    LLVMFuzzerInitialize(&count, &words);
    for (int k = 2; k < count; k++) {
        FILE *file = fopen(words[k], "rb");
        if (!file) {
            perror(words[k]);
            return 2;
        }
        LLVMFuzzerTestOneInput(data, fread(data, 1, MOST, file));
        fclose(file);
    }
    for (unsigned long k = 0; k < random; k++) {
        for (size_t i = 0; i < RANDOM; i++) data[i] = (uint8_t)scrambled(k * RANDOM + i);
        data[0] = k % RN_OPS, data[1] = k / RN_OPS % RN_FORMS, data[2] = k / RN_OPS / RN_FORMS % RN_DTYPES;
        LLVMFuzzerTestOneInput(data, RANDOM);
    }
    printf("%d files and %lu random inputs: every ISA gave scalar's bits\n", count > 2 ? count - 2 : 0,
           random);
    return 0;
}
