import SyncModel

/// Which forms were taken, so that a double click, a reload and a way back do nothing twice.
actor FormLedger {
    enum Entry: Sendable {
        case running(Task<Result<DeskOutcome, DeskFailure>, Never>)
        case done(Result<DeskOutcome, DeskFailure>)
    }

    private var entries: [String: Entry] = [:]
    /// What was asked for under each name.
    private var marks: [String: String] = [:]
    private var order: [String] = []
    /// Of so many the results are kept; a form ages out long before as many others came.
    private let limit: Int

    init(limit: Int = 10_000) {
        self.limit = limit
    }

    /// Does what a form asks for; the same form again gets the same answer, also while the first is under way.
    ///
    /// - Parameters:
    ///   - form: the name under which it is done once.
    ///   - mark: of what is asked for: the same name with another one is refused, not answered for it.
    ///   - body: does it.
    /// - Returns: what came of it, now or the first time.
    func take(
        _ form: FormToken,
        for mark: String = "",
        _ body: @escaping @Sendable () async throws(DeskFailure) -> DeskOutcome
    ) async -> Result<DeskOutcome, DeskFailure> {
        guard marks[form.id, default: mark] == mark else {
            return .failure(
                DeskFailure(
                    .invalid,
                    "This Idempotency-Key was used for another request, so nothing was done: take a new key for each."
                )
            )
        }
        switch entries[form.id] {
        // What could not be done just now is what a repetition is for.
        case .done(.failure(let failure)) where failure.kind == .unavailable: break
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
        if marks.updateValue(mark, forKey: form.id) == nil { order.append(form.id) }
        if order.count > limit {
            let oldest = order.removeFirst()
            (entries[oldest], marks[oldest]) = (nil, nil)
        }
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
