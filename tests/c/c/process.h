/* What a process has, as the system counts it (process_linux.c, process_windows.c). */
#ifndef PROCESS_H
#define PROCESS_H

/* Resident memory, in KiB. */
long resident_kib(void);
/* On Windows, handles. */
long open_descriptors(void);
long live_threads(void);
/*
 * Waits until there are no more of them than that: a thread that was joined may be counted a moment longer, and a connection
 * is closed when both sides have seen its end.
 */
long threads_down_to(long count);
long descriptors_down_to(long count);

#endif
