// What goes wrong below a program: a disk that is full, fails or is slow to sync, a clock that jumps, names that are not found or
// only after long. Preloaded into a process on Linux; the switches are 64-bit integers in the file that the environment
// variable FAULTY_MACHINE names, which may be changed at any time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { SYNC_ERROR, SYNC_PLACE, SYNC_DELAY_MS, CLOCK_OFFSET_S, NAME_ERROR, NAME_DELAY_MS, WRITE_ERROR, SWITCHES };
enum { EVERYWHERE, INBOX_ONLY, STORE_ONLY };

static const volatile int64_t *switches;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("FAULTY_MACHINE");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *memory = mmap(NULL, SWITCHES * sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) switches = memory;
}

static int64_t value(int number) { return switches ? switches[number] : 0; }

static void sleep_ms(int64_t milliseconds) {
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (milliseconds > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {}
}

static ssize_t path_of(int file, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, size - 1);
    if (length >= 0) path[length] = 0;
    return length;
}

// The journal's folder bears the database's name with ".inbox" behind it.
static int is_meant(int file) {
    char path[4096];
    if (value(SYNC_PLACE) == EVERYWHERE) return 1;
    if (path_of(file, path, sizeof path) < 0) return 0;
    return (strstr(path, ".inbox") != NULL) == (value(SYNC_PLACE) == INBOX_ONLY);
}

static int faulty_sync(int file, long call) {
    if ((value(SYNC_ERROR) || value(SYNC_DELAY_MS)) && is_meant(file)) {
        sleep_ms(value(SYNC_DELAY_MS));
        if (value(SYNC_ERROR)) {
            errno = (int)value(SYNC_ERROR);
            return -1;
        }
    }
    return (int)syscall(call, file);
}

int fsync(int file) { return faulty_sync(file, SYS_fsync); }
int fdatasync(int file) { return faulty_sync(file, SYS_fdatasync); }

// The database, its log and the journal: what lies below "sluice.db".
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    char path[4096];
    if (value(WRITE_ERROR) && path_of(file, path, sizeof path) >= 0 && strstr(path, "sluice.db")) {
        errno = (int)value(WRITE_ERROR);
        return -1;
    }
    return syscall(SYS_pwrite64, file, bytes, count, place);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) { return pwrite(file, bytes, count, place); }

typedef int clock_reader(clockid_t, struct timespec *);

int clock_gettime(clockid_t clock, struct timespec *time) {
    static clock_reader *real;
    if (!real) real = (clock_reader *)dlsym(RTLD_NEXT, "clock_gettime");
    int result = real ? real(clock, time) : (int)syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += value(CLOCK_OFFSET_S);
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}

typedef int resolver(const char *restrict, const char *restrict, const struct addrinfo *restrict, struct addrinfo **restrict);

// Names only: addresses need nobody to be asked.
int getaddrinfo(const char *restrict name, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict result) {
    static resolver *real;
    if (!real) real = (resolver *)dlsym(RTLD_NEXT, "getaddrinfo");
    if (name && strspn(name, "0123456789.") != strlen(name) && !strchr(name, ':')) {
        sleep_ms(value(NAME_DELAY_MS));
        if (value(NAME_ERROR)) return (int)value(NAME_ERROR);
    }
    return real ? real(name, service, hints, result) : EAI_FAIL;
}
