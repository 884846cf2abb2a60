/*
 * Stands in for Windows's own bcryptprimitives.dll, which Wine 8 does not have and Rust's standard library asks for random
 * numbers. For tests under Wine; never shipped.
 */
#include <stdbool.h>
#include <stddef.h>

/* RtlGenRandom, as advapi32 exports it. */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *buffer, size_t length)
{
    return SystemFunction036(buffer, (unsigned long)length);
}
