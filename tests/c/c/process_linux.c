/* The counts of process.h on Linux. */
#define _POSIX_C_SOURCE 200809L

#include "process.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

long resident_kib(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    long kib = -1;
    while (status && fgets(line, sizeof line, status)) {
        sscanf(line, "VmRSS: %ld", &kib);
    }
    if (status) {
        fclose(status);
    }
    return kib;
}

static long entries(const char *path)
{
    DIR *folder = opendir(path);
    long count = 0;
    while (folder) {
        struct dirent *entry = readdir(folder);
        if (!entry) {
            closedir(folder);
            return count;
        }
        count += entry->d_name[0] != '.';
    }
    return -1;
}

long open_descriptors(void)
{
    return entries("/proc/self/fd");
}

long live_threads(void)
{
    return entries("/proc/self/task");
}

static long down_to(long (*now)(void), long count)
{
    long left = now();
    for (int i = 0; i < 10000 && left > count; i++) {
        nanosleep(&(struct timespec){0, 1000000}, NULL);
        left = now();
    }
    return left;
}

long threads_down_to(long count)
{
    return down_to(live_threads, count);
}

long descriptors_down_to(long count)
{
    return down_to(open_descriptors, count);
}
