extension SimulatedOrg {
    /// `jobs/ingest…`: create, upload once, close, ask, fetch results.
    mutating func ingest(
        _ call: OrgCall,
        _ path: [String],
        at moment: SandboxTime
    ) throws(OrgProblem) -> OrgAnswer {
        if path.isEmpty {
            switch call.method {
            case "GET":
                let list = jobs.values.sorted { $0.id < $1.id }.map(\.json)
                return OrgAnswer(200, ["done": true, "nextRecordsUrl": nil, "records": .array(list)])
            case "POST": return try createJob(call, at: moment)
            default: throw .noSuchPath
            }
        }
        guard var job = jobs[path[0]] else { throw .noSuchPath }
        switch (call.method, path.count, path.last) {
        case ("GET", 1, _):
            advance(&job, at: moment)
            jobs[job.id] = job
            return OrgAnswer(200, job.json)
        case ("PUT", 2, "batches"):
            guard job.state == "Open", job.upload == nil else {
                throw OrgProblem("INVALIDJOBSTATE", "the job takes no upload in state \(job.state)")
            }
            guard call.headers["content-type"]?.hasPrefix("text/csv") == true else {
                throw OrgProblem("INVALID_CONTENT_TYPE", "text/csv is expected")
            }
            job.upload = OrgJob.rows(String(decoding: call.body, as: UTF8.self)) ?? []
            jobs[job.id] = job
            return OrgAnswer(status: 201)
        case ("PATCH", 1, _):
            let state = try call.json()["state"]?.stringValue
            guard state == "Aborted" || state == "UploadComplete" && job.upload != nil && job.state == "Open" else {
                throw OrgProblem("INVALIDJOBSTATE", "the job cannot become \(state ?? "that")")
            }
            job.state = state ?? job.state
            job.closedAt = moment
            jobs[job.id] = job
            return OrgAnswer(200, job.json)
        case ("DELETE", 1, _):
            jobs[job.id] = nil
            return .noContent
        case ("GET", 2, "successfulResults"): return results(job, ["sf__Id", "sf__Created"], job.successful)
        case ("GET", 2, "failedResults"): return results(job, ["sf__Id", "sf__Error"], job.failed)
        case ("GET", 2, "unprocessedrecords"): return OrgAnswer(status: 200, body: .csv(OrgJob.file(header(job), [])))
        default: throw .noSuchPath
        }
    }

    private func header(_ job: OrgJob) -> [String] { job.upload?.first ?? [] }

    private func results(_ job: OrgJob, _ own: [String], _ rows: [[String]]) -> OrgAnswer {
        OrgAnswer(status: 200, body: .csv(OrgJob.file(own + header(job), rows)))
    }

    private mutating func createJob(_ call: OrgCall, at moment: SandboxTime) throws(OrgProblem) -> OrgAnswer {
        let body = try call.json()
        guard let object = body["object"]?.stringValue, let operation = body["operation"]?.stringValue else {
            throw OrgProblem("API_ERROR", "object and operation are required")
        }
        _ = try table(object)
        guard ["insert", "update", "upsert", "delete"].contains(operation) else {
            throw OrgProblem("API_ERROR", "unknown operation \(operation)")
        }
        let key = body["externalIdFieldName"]?.stringValue
        guard operation != "upsert" || key != nil else {
            throw OrgProblem("INVALIDJOB", "an upsert needs externalIdFieldName")
        }
        let id = addJob(
            object: object,
            operation: operation,
            key: key,
            version: String(call.segments[2].dropFirst()),
            at: moment
        )
        return OrgAnswer(200, jobs[id]?.json ?? .null)
    }

    mutating func addJob(
        object: String,
        operation: String,
        key: String? = nil,
        version: String = "66.0",
        at moment: SandboxTime
    ) -> String {
        let job = OrgJob(
            id: newID("job"),
            object: object,
            operation: operation,
            key: key,
            createdBy: options.userID,
            createdAt: Self.time(moment),
            version: version
        )
        jobs[job.id] = job
        return job.id
    }

    /// A closed job is run when it has been asked for often enough.
    private mutating func advance(_ job: inout OrgJob, at moment: SandboxTime) {
        guard options.jobSeconds == nil, job.state == "UploadComplete" || job.state == "InProgress" else { return }
        job.polls += 1
        guard job.polls > options.jobPolls else {
            job.state = "InProgress"
            return
        }
        run(&job, at: moment)
    }

    /// Runs the jobs whose time has come, in the order of their upload.
    mutating func runDueJobs(at moment: SandboxTime) {
        guard let seconds = options.jobSeconds else { return }
        for var job in jobs.values.sorted(by: { $0.id < $1.id }) where job.state == "UploadComplete" {
            guard let closedAt = job.closedAt, moment.nanoseconds - closedAt.nanoseconds >= seconds * 1_000_000_000
            else { continue }
            run(&job, at: moment)
            jobs[job.id] = job
        }
    }

    private mutating func run(_ job: inout OrgJob, at moment: SandboxTime) {
        let columns = header(job)
        guard let table = tables[job.object] else { return }
        for column in columns where !isColumn(column, of: table) {
            job.state = "Failed"
            job.errorMessage = "InvalidBatch : Field name not found : \(column)"
            return
        }
        job.state = "JobComplete"
        for cells in (job.upload ?? []).dropFirst() {
            job.processed += 1
            do throws(OrgProblem) {
                guard cells.count == columns.count else {
                    throw OrgProblem("INVALID_FIELD", "The number of columns in the row does not match the header")
                }
                let written = try self.write(write(job, columns, cells), at: moment)
                job.successful.append([written.id, written.created ? "true" : "false"] + cells)
            } catch {
                let item = error.items[0]
                job.failed.append(
                    ["", "\(item.code):\(item.message):\(item.fields.joined(separator: ", ")) --"] + cells
                )
            }
        }
        // The order of results is not that of the upload.
        job.successful.reverse()
    }

    private func isColumn(_ name: String, of table: OrgTable) -> Bool {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 2 else { return name == "Id" || field(name, of: table) != nil }
        let field = table.order.compactMap { table.fields[$0] }.first { $0.relationship == parts[0] }
        guard let target = field?.target, let parents = tables[target] else { return false }
        return self.field(parts[1], of: parents) != nil
    }

    private func write(_ job: OrgJob, _ columns: [String], _ cells: [String]) -> OrgWrite {
        var values: [SandboxJSON.Member] = []
        var key = ""
        for (column, cell) in zip(columns, cells) where !cell.isEmpty {
            if column == (job.key ?? "Id") {
                key = cell
                continue
            }
            let parts = column.split(separator: ".").map(String.init)
            if parts.count == 2 {
                values.append(.init(parts[0], .object([.init(parts[1], .string(cell))])))
            } else {
                values.append(.init(column, typed(cell, column, job.object)))
            }
        }
        let mode: OrgWrite.Mode =
            switch job.operation {
            case "upsert": .upsert(field: job.key ?? "", value: key)
            case "update": .update(id: key)
            default: .create
            }
        return OrgWrite(object: job.object, mode: mode, values: values)
    }

    private func typed(_ cell: String, _ column: String, _ object: String) -> SandboxJSON {
        if cell == "#N/A" { return .null }
        switch tables[object]?.field(column)?.type {
        case "boolean" where ["true", "1"].contains(cell.lowercased()): return true
        case "boolean" where ["false", "0"].contains(cell.lowercased()): return false
        default: return .string(cell)
        }
    }
}
