import SyncModel

enum JobColumns {
    static let read = "id, body"
    static let update = "UPDATE jobs SET state = ?, finished_at = ?, body = ? WHERE id = ?"
    static let insert =
        "INSERT INTO jobs (store, kind, state, finished_at, body) VALUES (?, ?, ?, ?, ?) RETURNING id"
    static let upsertSlice =
        "INSERT INTO job_slices (job, number, state, body) VALUES (?, ?, ?, ?)"
        + " ON CONFLICT (job, number) DO UPDATE SET state = excluded.state, body = excluded.body"
}

extension Job {
    /// Reads a row of `JobColumns.read`; the number is the column's, for the body was written before there was one.
    init(_ row: SQLRow, _ coding: JSONCoding) throws {
        guard let body = try row.blobOrNil(1) else { throw StoreFailure.unreadable("a job without a body") }
        self = try coding.value(Job.self, from: body)
        id = Job.ID(rawValue: try row.integer(0))
    }

    /// The values of `JobColumns.insert`.
    func newValues(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(store.rawValue), .text(kind.rawValue), .text(state.rawValue), SQLValue(finishedAt?.microseconds),
            .blob(try coding.bytes(self)),
        ]
    }

    /// The values of `JobColumns.update`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(state.rawValue), SQLValue(finishedAt?.microseconds), .blob(try coding.bytes(self)),
            .integer(id.rawValue),
        ]
    }
}

extension JobSlice {
    init(_ row: SQLRow, _ coding: JSONCoding) throws {
        guard let body = try row.blobOrNil(0) else { throw StoreFailure.unreadable("a slice without a body") }
        self = try coding.value(JobSlice.self, from: body)
    }

    /// The values of `JobColumns.upsertSlice`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [.integer(job.rawValue), SQLValue(number), .text(state.rawValue), .blob(try coding.bytes(self))]
    }
}
