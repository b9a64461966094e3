import SyncModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file without a name: only this process can read it, and it ends with it however that ends.
final class SpillFile {
    private let descriptor: CInt

    init(in folder: String) throws(ReadFault) {
        var path = Array("\(folder)/sluice-XXXXXX".utf8CString)
        descriptor = path.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkstemp($0) } ?? -1
        }
        guard descriptor >= 0 else { throw Self.fault("made", in: folder) }
        _ = path.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { unlink($0) } ?? -1 }
    }

    deinit {
        close(descriptor)
    }

    func append(_ bytes: [UInt8]) throws(ReadFault) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Self.fault("written") }
            done += written
        }
    }

    /// All that was written.
    func contents() throws(ReadFault) -> [UInt8] {
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size >= 0 else { throw Self.fault("read") }
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = pread(descriptor, buffer.baseAddress?.advanced(by: count), size - count, off_t(count))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    isWhole = false
                    return
                }
                count += got
            }
        }
        guard isWhole else { throw Self.fault("read") }
        return bytes
    }

    private static func fault(_ what: String, in folder: String? = nil) -> ReadFault {
        ReadFault(
            .storage,
            .retry,
            message: "a part of a bulk result could not be \(what)\(folder.map { " in \($0)" } ?? ""): "
                + "\(String(cString: strerror(errno)))"
        )
    }
}
