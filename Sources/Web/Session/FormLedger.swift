import SyncModel

/// Which forms were taken, so that a double click, a reload and a way back do nothing twice.
actor FormLedger {
    enum Entry: Sendable {
        case running(Task<Result<DeskOutcome, DeskFailure>, Never>)
        case done(Result<DeskOutcome, DeskFailure>)
    }

    private var entries: [String: Entry] = [:]
    private var order: [String] = []
    /// Of so many the results are kept; a form ages out long before as many others came.
    private let limit: Int

    init(limit: Int = 10_000) {
        self.limit = limit
    }

    /// Does what a form asks for; the same form again gets the same answer, also while the first is under way.
    func take(
        _ form: FormToken,
        _ body: @escaping @Sendable () async throws(DeskFailure) -> DeskOutcome
    ) async -> Result<DeskOutcome, DeskFailure> {
        switch entries[form.id] {
        case .done(let result): return result
        case .running(let task): return await task.value
        case nil: break
        }
        let task = Task<Result<DeskOutcome, DeskFailure>, Never> {
            do throws(DeskFailure) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        entries[form.id] = .running(task)
        order.append(form.id)
        if order.count > limit { entries[order.removeFirst()] = nil }
        let result = await task.value
        if entries[form.id] != nil { entries[form.id] = .done(result) }
        return result
    }

    /// What came of a form that was taken; `nil` where it is not known here.
    func result(_ id: String) -> Result<DeskOutcome, DeskFailure>? {
        guard case .done(let result)? = entries[id] else { return nil }
        return result
    }
}
