import GRDB
import SQLStore

extension StoreFailure {
    /// What an error of SQLite means to a person.
    ///
    /// Texts of statements and their values are left out.
    init(_ error: any Error, path: String, isOpening: Bool) {
        guard let error = error as? DatabaseError else {
            self = (error as? StoreFailure) ?? .cannotOpen(database: path, detail: "\(type(of: error))")
            return
        }
        let detail = "\(error.extendedResultCode): \(error.message ?? "no message")"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full(database: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(database: path, detail: detail)
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(database: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(database: path, detail: detail)
        case .SQLITE_CANTOPEN: self = .cannotOpen(database: path, detail: detail)
        default:
            self = isOpening ? .cannotOpen(database: path, detail: detail) : .failed(database: path, detail: detail)
        }
    }
}
