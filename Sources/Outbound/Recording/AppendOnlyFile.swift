#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The recording cannot be opened or written.
package struct RecordingFileError: Error, CustomStringConvertible {
    package let path: String
    package let errno: Int32

    package var description: String {
        "the recording \(path) cannot be written (\(String(cString: strerror(errno)))): "
            + "set \(TrafficRecorder.variable) to a file of this user's in a writable folder, or unset it"
    }
}

/// A file that only grows, one whole line at a time, readable by its owner only.
final class AppendOnlyFile: Sendable {
    private let path: String
    private let descriptor: CInt

    /// Takes over a descriptor that is open for appending, and closes it in the end.
    init(adopting descriptor: CInt, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    convenience init(path: String) throws(RecordingFileError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw RecordingFileError(path: path, errno: errno) }
        // The file may have been there before, with a wider mode.
        guard fchmod(descriptor, 0o600) == 0 else {
            let cause = errno
            close(descriptor)
            throw RecordingFileError(path: path, errno: cause)
        }
        self.init(adopting: descriptor, path: path)
    }

    deinit {
        close(descriptor)
    }

    /// Appends the bytes by one `write`, which the kernel keeps whole beside other writers' to the same file.
    func append(_ bytes: Data) throws(RecordingFileError) {
        var rest = bytes
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                guard errno == EINTR else { throw RecordingFileError(path: path, errno: errno) }
                continue
            }
            // Less than all is written only when the disk is full or a signal came: then the line's end still matters.
            rest = rest.dropFirst(written)
        }
    }
}
