import Outbound
import SyncModel

/// Reads what was answered, or that nothing was, as a fault: the description's rules first, then what statuses mean.
struct RESTFaults: Sendable {
    let errors: RESTErrors
    let limits: RESTLimits

    /// What must be known of a call to tell what its failure means.
    struct Context: Sendable {
        var kind: RecordKind?
        /// Whether the call changes anything in the CRM.
        var isWrite = false
        /// How many records the call is about.
        var count = 1
        /// Statuses that are no failure here.
        var accepted: Set<Int> = []
        /// Whether the call makes a record, so that a 409 means that it is there already.
        var isCreation = false
        /// Whether the call is about one record by the CRM's id, so that a 404 means that it is gone.
        var namesRecord = false
    }

    /// - Returns: `nil` for a success.
    func refusal(
        _ response: OutboundResponse,
        _ body: RESTJSON,
        _ operation: RESTOperation,
        _ context: Context
    ) -> RESTRefusal? {
        guard !context.accepted.contains(response.status) else { return nil }
        let rule = errors.rules.first { $0.fits(status: response.status, body: body) }
        let isSuccess = operation.isSuccess(response.status)
        if rule == nil, isSuccess, RESTForm.isPage(response.body) { return page(response, context) }
        guard let consequence = rule?.then ?? (isSuccess ? .success : usual(response.status, context)) else {
            return refused(response, body, context)
        }
        guard consequence != .success else { return nil }
        var refusal = RESTRefusal(
            fault: fault(consequence, rule, response, body, context),
            status: response.status,
            body: body
        )
        refusal.consequence = consequence
        refusal.rule = rule
        refusal.isPage = RESTForm.isPage(response.body)
        return refusal
    }

    /// One result of a batch that is no success.
    func refusal(result: RESTJSON, status: Int, _ context: Context) -> RESTRefusal {
        let operation = RESTOperation(mark: DocumentMark(file: "", line: 0, column: 0))
        var refusal =
            self.refusal(OutboundResponse(status: status), result, operation, context)
            ?? RESTRefusal(fault: DeliveryFault(.refused, .park, message: words(result, status)), status: status)
        // One result says nothing of the others: it is this record's.
        if refusal.fault.disposition == .bisect { refusal.fault.disposition = .park }
        refusal.body = result
        return refusal
    }

    func refusal(_ failure: OutboundFailure, _ context: Context) -> RESTRefusal {
        RESTRefusal(fault: DeliveryFault(failure, isWrite: context.isWrite))
    }

    /// The CRM's own words, or the status where it said nothing.
    ///
    /// - Parameters:
    ///   - body: the answer.
    ///   - status: the answer's.
    ///   - isOfRecord: whether the fault is the record's, where the person is masked who it is about. What is told of the
    ///     destination is shown to whoever may look, so of an answer without words only the form is told.
    /// - Returns: what a person reads.
    func words(_ body: RESTJSON, _ status: Int, isOfRecord: Bool = true) -> String {
        for path in errors.message {
            guard let value = path.value(in: body), !value.isEmpty else { continue }
            return String((value.scalar ?? (isOfRecord ? value.rendered : value.shape)).prefix(1_000))
        }
        guard body != .null else { return "The CRM answered \(status)" }
        return "The CRM answered \(status): \(isOfRecord ? String(body.rendered.prefix(300)) : body.shape)"
    }

    /// What a status means where no rule says otherwise; `nil` for what `refused` judges.
    private func usual(_ status: Int, _ context: Context) -> RESTRule.Consequence? {
        switch status {
        case 401: .pause
        case 404, 410: context.namesRecord && context.count == 1 ? .gone : nil
        case 409: context.isCreation ? .conflict : nil
        case 429: .throttle
        // 501 among them: what stands before a CRM in trouble says that too, and nothing may be lost by taking it for an answer.
        case 408, 423, 425, 500...599: .retry
        default: nil
        }
    }

    private func refused(_ response: OutboundResponse, _ body: RESTJSON, _ context: Context) -> RESTRefusal {
        let status = response.status
        let isOfRecord = !((300..<400).contains(status) || [402, 403, 404, 405, 410].contains(status))
        let words = words(body, status, isOfRecord: isOfRecord)
        let scope = context.kind.map(PauseScope.kind) ?? .destination
        let fault =
            switch status {
            case 300..<400:
                DeliveryFault(
                    .refused,
                    .pause(.destination),
                    message: "The CRM answered with a redirect (\(status)), which is never followed: check base_url"
                )
            // Unpaid: it concerns the account, not the record.
            case 402: DeliveryFault(.refused, .pause(.destination), message: words)
            case 403: DeliveryFault(.missingScope, .pause(scope), message: words)
            case 404, 405, 410:
                DeliveryFault(.refused, .pause(scope), message: "The CRM knows no such address (\(status)): \(words)")
            default: DeliveryFault(.refused, context.count > 1 ? .bisect : .park, message: words)
            }
        return RESTRefusal(fault: fault, status: status, body: body)
    }

    private func fault(
        _ consequence: RESTRule.Consequence,
        _ rule: RESTRule?,
        _ response: OutboundResponse,
        _ body: RESTJSON,
        _ context: Context
    ) -> DeliveryFault {
        let status = response.status
        let isOfRecord = ![.retry, .throttle, .pause].contains(consequence)
        let words = words(body, status, isOfRecord: isOfRecord)
        let one: Disposition = context.count > 1 ? .bisect : .park
        let late = context.isWrite && (status >= 500 || status == 408)
        switch consequence {
        case .retry:
            return DeliveryFault(status == 423 ? .locked : .unavailable, .retry, message: words, mayBeWritten: late)
        case .throttle:
            return DeliveryFault(.rateLimited, .wait(pause(rule, response, body)), message: words)
        case .pause: return DeliveryFault(.unauthorized, .pause(.destination), message: words)
        case .conflict: return DeliveryFault(.identityConflict, one, message: words)
        case .gone: return DeliveryFault(.gone, one, message: words)
        case .parentGone: return DeliveryFault(.invalidValue, one, message: words)
        case .park, .success:
            let fields = rule?.fields.flatMap { $0.value(in: body) }
            let names = fields?.items?.compactMap(\.scalar) ?? fields?.scalar.map { [$0] } ?? []
            return DeliveryFault(names.isEmpty ? .refused : .invalidValue, one, message: words, fields: names)
        }
    }

    /// How long the CRM asks to stand back: in its body, in `Retry-After`, in the header of its window, or as described.
    private func pause(_ rule: RESTRule?, _ response: OutboundResponse, _ body: RESTJSON) -> Duration {
        let told = rule?.seconds?.text(in: body).flatMap(Double.init).map { Duration.seconds($0) }
        let quota = RESTQuota(limits: limits, response: response)
        let wait = told ?? response.retryAfter ?? quota.reset ?? limits.pause
        return min(max(wait, .milliseconds(100)), RESTLimits.longestPause)
    }
}
