#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder on a local disk.
///
/// Not for network file systems: locks and syncs are not to be trusted there.
struct PosixFolder: JournalFolder {
    let path: String

    /// Makes the folder, with those above it, where it is missing; only its owner can look inside.
    ///
    /// Each new name is made durable too: a power cut must not take the folder away with what was accepted into it.
    func make() throws(SystemFailure) {
        var made = ""
        var parent = "."
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && part.isEmpty ? "/" : made.isEmpty || made == "/" ? "\(part)" : "/\(part)"
            guard !part.isEmpty else {
                if made == "/" { parent = made }
                continue
            }
            if mkdir(made, 0o700) == 0 {
                try PosixFile(path: parent, flags: O_RDONLY | O_DIRECTORY).syncNames()
            } else {
                // Looking whether it is there may change it.
                let code = errno
                guard code == EEXIST || isFolder(made) else { throw .last("make folder", code: code) }
            }
            parent = made
        }
    }

    func create(_ fileName: String, header: [UInt8]) throws(SystemFailure) -> any JournalFile {
        let unfinished = "\(path)/\(fileName)\(JournalSegmentName.unfinishedSuffix)"
        let file = try PosixFile(path: unfinished, flags: O_RDWR | O_CREAT | O_EXCL)
        do throws(SystemFailure) {
            guard try file.lock(exclusively: true) else { throw .last("lock") }
            try file.write(header, at: 0)
            guard renameFile(unfinished, "\(path)/\(fileName)") == 0 else { throw .last("rename") }
            try syncNames()
            return file
        } catch {
            unlink(unfinished)
            unlink("\(path)/\(fileName)")
            throw error
        }
    }

    func remove(_ fileName: String) throws(SystemFailure) {
        guard unlink("\(path)/\(fileName)") == 0 || errno == ENOENT else { throw .last("remove") }
        try syncNames()
    }

    func rename(_ fileName: String, to newName: String) throws(SystemFailure) {
        guard renameFile("\(path)/\(fileName)", "\(path)/\(newName)") == 0 || errno == ENOENT else {
            throw .last("rename")
        }
        try syncNames()
    }

    /// `nil` where there is no such file any more.
    func open(_ fileName: String) throws(SystemFailure) -> PosixFile? {
        do {
            return try PosixFile(path: "\(path)/\(fileName)", flags: O_RDONLY)
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
    }

    /// The names in the folder, in no order; none where there is no folder.
    func fileNames() throws(SystemFailure) -> [String] {
        guard let stream = opendir(path) else {
            guard errno == ENOENT else { throw .last("list") }
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                    tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
            )
        }
        return names
    }

    /// When a file was written last, in seconds since 1970; `nil` where there is none.
    func writtenAt(_ fileName: String) -> Int64? {
        var status = stat()
        guard stat("\(path)/\(fileName)", &status) == 0 else { return nil }
        #if canImport(Darwin)
        return Int64(status.st_mtimespec.tv_sec)
        #else
        return Int64(status.st_mtim.tv_sec)
        #endif
    }

    /// Removes what a crash left of segments that were never begun.
    func removeUnfinished() throws(SystemFailure) {
        let suffix = JournalSegmentName.suffix + JournalSegmentName.unfinishedSuffix
        for name in try fileNames() where name.hasSuffix(suffix) {
            if let file = try open(name), try file.lock(exclusively: true) { unlink("\(path)/\(name)") }
        }
    }

    private func syncNames() throws(SystemFailure) {
        try PosixFile(path: path, flags: O_RDONLY | O_DIRECTORY).syncNames()
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

private func renameFile(_ old: String, _ new: String) -> Int32 {
    rename(old, new)
}
