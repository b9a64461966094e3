import SyncModel

enum JobColumns {
    static let read = "id, body, store, kind"
    static let readSlice = "body, job, number"
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
        let place = SealedPlace.job(StoreName(try row.text(2)), try row.text(3))
        self = try coding.value(Job.self, from: body, at: place)
        id = Job.ID(rawValue: try row.integer(0))
    }

    /// The values of `JobColumns.insert`.
    func newValues(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(store.rawValue), .text(kind.rawValue), .text(state.rawValue), SQLValue(finishedAt?.microseconds),
            .blob(try coding.bytes(self, at: .job(store, kind.rawValue))),
        ]
    }

    /// The values of `JobColumns.update`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(state.rawValue), SQLValue(finishedAt?.microseconds),
            .blob(try coding.bytes(self, at: .job(store, kind.rawValue))), .integer(id.rawValue),
        ]
    }
}

extension JobSlice {
    init(_ row: SQLRow, _ coding: JSONCoding) throws {
        guard let body = try row.blobOrNil(0) else { throw StoreFailure.unreadable("a slice without a body") }
        let place = SealedPlace.slice(try row.integer(1), try row.integer(2))
        self = try coding.value(JobSlice.self, from: body, at: place)
    }

    /// The values of `JobColumns.upsertSlice`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .integer(job.rawValue), SQLValue(number), .text(state.rawValue),
            .blob(try coding.bytes(self, at: .slice(job.rawValue, Int64(number)))),
        ]
    }
}
