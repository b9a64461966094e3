#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Synchronization

/// A file by its descriptor, with the calls that the journal needs; closed by `close` or, at the latest, with the value.
final class PosixFile: JournalFile {
    private let descriptor: Int32
    private let isOpen = Atomic(true)

    init(path: String, flags: Int32) throws(SystemFailure) {
        var opened: Int32
        repeat { opened = open(path, flags | O_CLOEXEC, 0o600) } while opened < 0 && errno == EINTR
        guard opened >= 0 else { throw .last("open") }
        descriptor = opened
    }

    deinit { close() }

    func close() {
        guard isOpen.exchange(false, ordering: .acquiringAndReleasing) else { return }
        releaseDescriptor(descriptor)
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(SystemFailure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                pwrite(descriptor, raw.baseAddress.map { $0 + done }, raw.count - done, off_t(offset + Int64(done)))
            }
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw .last("write")
            }
        }
    }

    func sync() throws(SystemFailure) {
        #if canImport(Darwin)
        // fsync on Apple systems does not reach the platter.
        guard fcntl(descriptor, F_FULLFSYNC) == 0 || fsync(descriptor) == 0 else { throw .last("sync") }
        #else
        guard fdatasync(descriptor) == 0 else { throw .last("sync") }
        #endif
    }

    /// Syncs a folder, so that its names survive.
    func syncNames() throws(SystemFailure) {
        guard fsync(descriptor) == 0 else { throw .last("sync folder") }
    }

    func truncate(to length: Int64) throws(SystemFailure) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw .last("truncate") }
    }

    /// Takes the lock without waiting; `false` where another holds one that excludes it.
    func lock(exclusively: Bool) throws(SystemFailure) -> Bool {
        if flock(descriptor, (exclusively ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw .last("lock") }
        return false
    }

    func length() throws(SystemFailure) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last("stat") }
        return Int64(status.st_size)
    }

    /// At most `count` bytes from a place on; fewer only at the end of the file.
    func read(at offset: Int64, count: Int) throws(SystemFailure) -> [UInt8] {
        var failure: SystemFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor,
                    buffer.baseAddress.map { $0 + filled },
                    count - filled,
                    off_t(offset + Int64(filled))
                )
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    failure = .last("read")
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

private func releaseDescriptor(_ descriptor: Int32) {
    close(descriptor)
}

extension SystemFailure {
    /// The failure that `errno` tells of.
    static func last(_ operation: String, code: Int32 = errno) -> SystemFailure {
        SystemFailure(
            operation: operation,
            code: code,
            isFull: code == ENOSPC || code == EDQUOT,
            reason: String(cString: strerror(code))
        )
    }
}
