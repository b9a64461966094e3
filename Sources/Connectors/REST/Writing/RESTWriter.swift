import SyncModel

/// Carries the records of one pass to the CRM, and tells each one's end.
///
/// A fault that concerns every call (credentials, quota, outage) ends the pass: what was not tried yet is told so.
struct RESTWriter {
    let client: RESTClient
    let object: RESTObject
    let kind: RecordKind

    private var ends: [Int: UpsertOutcome] = [:]
    private var stop: DeliveryFault?
    /// Records that were told to be gone and that no look-up was made for.
    private var unconfirmed = 0
    /// The CRM's keys of our own fields.
    private var keys: [String: String] = [:]

    init(client: RESTClient, object: RESTObject, kind: RecordKind) {
        self.client = client
        self.object = object
        self.kind = kind
    }

    /// One outcome for each record, in order.
    mutating func run(_ records: [CRMUpsert]) async throws(DeliveryFault) -> [UpsertOutcome] {
        do throws(RESTRefusal) {
            keys = try await client.fieldKeys.keys(kind, client)
        } catch {
            throw error.fault
        }
        var batches: [RESTTask.Action: [RESTTask]] = [:]
        for (index, record) in records.enumerated() {
            guard let task = await place(record, index: index) else { continue }
            if task.write(object)?.batch != nil {
                batches[task.action, default: []].append(task)
            } else {
                await send(task)
            }
        }
        for action in [RESTTask.Action.update, .upsert, .create] {
            guard let tasks = batches[action], let batch = tasks.first?.write(object)?.batch else { continue }
            var rest = tasks[...]
            while !rest.isEmpty {
                await send(Array(rest.prefix(batch.size)), batch)
                rest = rest.dropFirst(batch.size)
            }
        }
        let outcomes = records.indices.map { ends[$0] ?? .failed(stop ?? Self.untried) }
        // Which creations may be written must not be lost: those alone are looked for before they are made again.
        let isInDoubt =
            object.createsAnew
            && zip(records, outcomes).contains { record, outcome in
                guard record.target == .externalID, case .failed(let fault) = outcome else { return false }
                return fault.mayBeWritten
            }
        if let fault = outcomes.commonFault(differing: isInDoubt) { throw fault }
        return outcomes
    }

    /// What is to be done with a record; `nil` where it has ended already.
    ///
    /// Where the CRM has no upsert, a record is looked for before it is made, whatever became of an earlier attempt.
    private mutating func place(_ record: CRMUpsert, index: Int) async -> RESTTask? {
        if let stop {
            ends[index] = .failed(stop)
            return nil
        }
        switch record.target {
        case .adopt where object.update == nil:
            // By our id the CRM would make another one beside it.
            ends[index] = .failed(
                Self.undescribed("update, without which a record that was there cannot be taken over")
            )
            return nil
        case .record(let id), .adopt(let id):
            if object.update == nil, object.upsert != nil {
                return RESTTask(index: index, record: record, action: .upsert)
            }
            guard object.update != nil else {
                let warning = "the description has no update: what changed was not sent"
                ends[index] = .written(WrittenRecord(crmID: id, isNew: false, warnings: [WriteWarning(warning)]))
                return nil
            }
            return RESTTask(index: index, record: record, action: .update, id: id)
        case .externalID: break
        }
        do throws(RESTRefusal) {
            let finder = RESTFinder(client: client, object: object, kind: kind, origin: record.origin)
            if object.find != nil, let found = try await finder.record(externalID: record.externalID) {
                guard object.update != nil || object.upsert != nil else {
                    ends[index] = .written(WrittenRecord(crmID: found.crmID, isNew: false))
                    return nil
                }
                if object.update != nil {
                    return RESTTask(index: index, record: record, action: .update, id: found.crmID)
                }
            } else if let email = record.fields.first(where: { $0.name == object.emailField })?.value.text {
                let people = try await finder.people(email)
                guard people.isEmpty else {
                    ends[index] = .conflict(IdentityConflict(candidates: people.map(CRMCandidate.init)))
                    return nil
                }
            }
        } catch {
            settle(index, error)
            return nil
        }
        return RESTTask(index: index, record: record, action: object.upsert == nil ? .create : .upsert)
    }

    private mutating func send(_ task: RESTTask) async {
        guard let write = task.write(object) else {
            ends[task.index] = .failed(Self.undescribed("\(task.action)"))
            return
        }
        if let stop {
            ends[task.index] = .failed(stop)
            return
        }
        do throws(RESTRefusal) {
            let answer = try await client.send(write.operation, task.scope(object, keys: keys), task.context())
            let record = try await written(task, write, answer)
            ends[task.index] = .written(record)
        } catch {
            await settle(task, error)
        }
    }

    /// A confirmed write, with the CRM's id.
    private func written(
        _ task: RESTTask,
        _ write: RESTWrite,
        _ answer: RESTAnswer
    ) async throws(RESTRefusal) -> WrittenRecord {
        var id = task.id ?? write.id.id(in: answer)
        if id == nil, object.find != nil {
            let finder = RESTFinder(client: client, object: object, kind: kind, origin: task.record.origin)
            do throws(RESTRefusal) {
                id = try await finder.record(externalID: task.record.externalID)?.crmID
            } catch {
                // The look failed, the write did not.
                var refusal = error
                refusal.fault.mayBeWritten = true
                throw refusal
            }
        }
        if id == nil, write.id.isOptional { id = task.record.externalID }
        guard let id else {
            throw client.faults.unreadable(
                answer,
                lacking: "the id of the record" + write.id.place,
                in: "\(task.action) of a \(object.name)",
                advice: "\"id\" of the description says where it stands.",
                task.context()
            )
        }
        return WrittenRecord(
            crmID: id,
            isNew: task.action == .create || (task.action == .upsert && answer.status == 201),
            warnings: task.warnings,
            lacksParent: task.lacksParent
        )
    }

    /// Several records in one call; one that fails as a whole because of one of them is halved until that stands alone.
    private mutating func send(_ tasks: [RESTTask], _ batch: RESTBatch) async {
        guard tasks.count > 1, stop == nil else {
            for task in tasks { await send(task) }
            return
        }
        do throws(RESTRefusal) {
            let call = RESTBatchCall(client: client, object: object, batch: batch, keys: keys)
            for (task, end) in zip(tasks, try await call.send(tasks)) {
                switch end {
                case .written(let record): ends[task.index] = .written(record)
                case .refused(let refusal): await settle(task, refusal)
                }
            }
        } catch {
            guard !error.fault.concernsEveryCall else {
                for task in tasks { ends[task.index] = .failed(error.fault) }
                stop = error.fault.untried
                return
            }
            let half = tasks.count / 2
            await send(Array(tasks.prefix(half)), batch)
            await send(Array(tasks.dropFirst(half)), batch)
        }
    }

    /// A write of one record that the CRM refused.
    private mutating func settle(_ task: RESTTask, _ refusal: RESTRefusal) async {
        switch refusal.consequence {
        case .gone where task.action == .update: await settleGone(task, refusal)
        // An API that has no address for changes keeps what was made first; that is told, and stops nothing.
        case nil where task.action == .update && refusal.status == 405:
            let warning = "the CRM takes no changes there (405): what changed was not sent"
            ends[task.index] = .written(
                WrittenRecord(crmID: task.id ?? "", isNew: false, warnings: [WriteWarning(warning)])
            )
        case .parentGone where task.parent != nil: await send(task.withoutParent)
        case .conflict where task.action != .update || kind == .customer:
            do throws(RESTRefusal) {
                let obstacles = RESTObstacles(client: client, object: object, kind: kind)
                ends[task.index] = .conflict(try await obstacles.conflict(of: task, refusal))
            } catch {
                settle(task.index, error)
            }
        // What else changed in the order is not to wait for that.
        case let consequence
        where task.losesParent && (consequence == .parentGone || refusal.fault.disposition == .park):
            await send(task.keepingParent)
        default: settle(task.index, refusal)
        }
    }

    /// An update that was answered with "not there": the record's absence, or that of the whole address.
    private mutating func settleGone(_ task: RESTTask, _ refusal: RESTRefusal) async {
        do throws(RESTRefusal) {
            let absence = RESTAbsence(client: client, object: object, kind: kind)
            if try await absence.isCredible(task, refusal, unconfirmed: &unconfirmed) {
                ends[task.index] = .gone
            } else {
                settle(task.index, absence.addressless(refusal))
            }
        } catch {
            settle(task.index, error)
        }
    }

    private mutating func settle(_ index: Int, _ refusal: RESTRefusal) {
        ends[index] = .failed(refusal.fault)
        if refusal.fault.concernsEveryCall { stop = refusal.fault.untried }
    }

    private static let untried = DeliveryFault(.unavailable, .retry, message: "The record was not tried.")

    private static func undescribed(_ what: String) -> DeliveryFault {
        DeliveryFault(.refused, .park, message: "The description of this CRM has no \(what).")
    }
}

extension [UpsertOutcome] {
    /// The fault that befell every record, if it is one of the destination.
    ///
    /// - Parameter isExact: whether faults differ that say otherwise of what may be written.
    /// - Returns: `nil` where there is no such fault.
    fileprivate func commonFault(differing isExact: Bool) -> DeliveryFault? {
        var common: DeliveryFault?
        for outcome in self {
            guard case .failed(let fault) = outcome else { return nil }
            switch fault.disposition {
            case .park, .bisect: return nil
            case .retry, .wait, .pause: break
            }
            guard var known = common else {
                common = fault
                continue
            }
            guard known.code == fault.code, !isExact || known.mayBeWritten == fault.mayBeWritten else { return nil }
            known.mayBeWritten = known.mayBeWritten || fault.mayBeWritten
            common = known
        }
        return common
    }
}

extension RESTIDSource {
    /// Where the id is looked for, in words.
    fileprivate var place: String {
        let places = paths.map(\.description) + (header.map { ["the header \($0)"] } ?? [])
        return places.isEmpty ? "" : " at " + places.joined(separator: " or ")
    }

    /// The CRM's id in an answer.
    func id(in answer: RESTAnswer) -> String? {
        if let header, let text = answer.header(header) {
            var part = Substring(text)
            if let after, let range = part.ranges(of: after).last { part = part[range.upperBound...] }
            if let before, let range = part.firstRange(of: before) { part = part[..<range.lowerBound] }
            if !part.isEmpty { return String(part) }
        }
        for path in paths {
            if let id = path.text(in: answer.body) { return id }
        }
        return nil
    }
}
