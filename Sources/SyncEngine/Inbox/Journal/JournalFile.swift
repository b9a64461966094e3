import SyncModel

/// What the journal asks of the system; a seam, so that tests can make a disk fail.
package protocol JournalFile: Sendable {
    /// Writes all the bytes at a place, or throws; part of them may then have been written.
    func write(_ bytes: [UInt8], at offset: Int64) throws(SystemFailure)
    /// Returns once everything written would survive a power cut.
    func sync() throws(SystemFailure)
    /// Cuts the file off; used to take back what is not wanted.
    func truncate(to length: Int64) throws(SystemFailure)
    /// Gives up the file and its lock.
    func close()
}

/// Makes and removes the files of a journal.
package protocol JournalFolder: Sendable {
    /// Makes a file that is locked by this process, begins with `header`, and is there under this name after a crash.
    func create(_ fileName: String, header: [UInt8]) throws(SystemFailure) -> any JournalFile
    func remove(_ fileName: String) throws(SystemFailure)
}

/// A system call that failed.
package struct SystemFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was being done, such as "sync".
    package var operation: String
    /// The `errno`.
    package var code: Int32
    /// The disk or the quota is used up.
    package var isFull: Bool
    package var description: String

    package init(operation: String, code: Int32, isFull: Bool, reason: String) {
        self.operation = operation
        self.code = code
        self.isFull = isFull
        description = "\(operation): \(reason)"
    }

    /// What the sender's side is to be told.
    var inboxFailure: InboxFailure { isFull ? .full : .failing(reason: description) }
}
