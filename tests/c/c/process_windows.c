/* The counts of process.h on Windows. */
#include "process.h"

#include <windows.h>

#include <psapi.h>
#include <tlhelp32.h>

long resident_kib(void)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof counters};
    return K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters)
               ? (long)(counters.WorkingSetSize / 1024)
               : -1;
}

/* Wine has no count of them: always 0 there. */
long open_descriptors(void)
{
    DWORD count = 0;
    return GetProcessHandleCount(GetCurrentProcess(), &count) ? (long)count : -1;
}

long live_threads(void)
{
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    if (all == INVALID_HANDLE_VALUE) {
        return -1;
    }
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    long count = 0;
    for (BOOL more = Thread32First(all, &entry); more; more = Thread32Next(all, &entry)) {
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    }
    CloseHandle(all);
    return count;
}

static long down_to(long (*now)(void), long count)
{
    long left = now();
    for (int i = 0; i < 10000 && left > count; i++) {
        Sleep(1);
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
