import SyncModel

/// One call for several records, read result by result.
struct RESTBatchCall: Sendable {
    enum End: Sendable {
        case written(WrittenRecord)
        case refused(RESTRefusal)
    }

    let client: RESTClient
    let object: RESTObject
    let batch: RESTBatch
    /// The CRM's keys of our own fields.
    let keys: [String: String]

    /// One end for each task, in order.
    func send(_ tasks: [RESTTask]) async throws(RESTRefusal) -> [End] {
        guard let first = tasks.first, let write = first.write(object), let body = batch.record ?? write.operation.body
        else { return [] }
        var scope = RESTScope()
        scope.origin = tasks.map(\.record.origin).min() ?? .live
        var ends: [Int: End] = [:]
        var sent: [RESTTask] = []
        var records: [RESTJSON] = []
        for task in tasks {
            var single = task.scope(object, keys: keys)
            single.style = client.description.style
            do throws(RESTRenderFault) {
                records.append(try body.json(single))
                sent.append(task)
            } catch {
                ends[task.index] = .refused(RESTRefusal(error))
            }
        }
        scope.records = records
        if !sent.isEmpty {
            let context = first.context(count: sent.count)
            let answer = try await client.send(batch.operation, scope, context)
            guard let results = batch.results.value(in: answer.body)?.items else {
                throw client.faults.unreadable(
                    answer,
                    lacking: "a list of results at \(batch.results)",
                    in: call(first),
                    advice: "\"results\" of the batch says where it stands.",
                    context
                )
            }
            // By its place alone, a result is whose it is only while none is left out: the next one's id would be taken.
            guard batch.match != nil || results.count == sent.count else {
                throw client.faults.unreadable(
                    answer,
                    lacking: "\(sent.count) results at \(batch.results), one for each record, not \(results.count)",
                    in: call(first),
                    advice:
                        "A CRM that leaves results out needs \"match\" in the batch, the path of our external id in a "
                        + "result; without one, take \"batch\" out of the description.",
                    context
                )
            }
            for (place, task) in sent.enumerated() {
                ends[task.index] = end(of: task, result(of: task, at: place, in: results), answer.status)
            }
        }
        return tasks.compactMap { ends[$0.index] }
    }

    /// The call, as an error names it.
    private func call(_ first: RESTTask) -> String { "the batch of a \(object.name) (\(first.action))" }

    private func result(of task: RESTTask, at place: Int, in results: [RESTJSON]) -> RESTJSON? {
        guard let match = batch.match else { return results.indices.contains(place) ? results[place] : nil }
        return results.first { match.text(in: $0) == task.record.externalID }
    }

    private func end(of task: RESTTask, _ result: RESTJSON?, _ status: Int) -> End {
        guard let result else {
            return .refused(
                client.faults.unreadable("The CRM's answer did not mention the record.", status: status, task.context())
            )
        }
        let id = task.id ?? batch.id.lazy.compactMap { $0.text(in: result) }.first
        let own = batch.status?.text(in: result).flatMap(Int.init)
        let isWritten = batch.succeeded?.holds(in: result) ?? own.map { (200..<300).contains($0) } ?? (id != nil)
        guard isWritten else {
            return .refused(client.faults.refusal(result: result, status: own ?? 400, task.context()))
        }
        guard let id else {
            return .refused(
                client.faults.unreadable("The CRM's answer lacks the id of the record.", status: status, task.context())
            )
        }
        return .written(
            WrittenRecord(
                crmID: id,
                isNew: task.action == .create || (task.action == .upsert && own == 201),
                lacksParent: task.lacksParent
            )
        )
    }
}
