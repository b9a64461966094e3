import SyncModel

/// The token of one destination: asked for once for all calls that need it, and again shortly before it ends.
actor RESTTokens {
    /// A token and when it ends by our clock.
    struct Token: Sendable {
        var value: Secret
        var until: Instant
        /// The refresh token that replaced the configured one, where the service changes it with every use.
        var refresh: Secret?
    }

    typealias Login = @Sendable (_ refresh: Secret?) async -> Result<Token, RESTRefusal>

    private let clock: any WallClock
    private var token: Token?
    private var refresh: Secret?
    private var running: Task<Result<Token, RESTRefusal>, Never>?

    init(clock: any WallClock) { self.clock = clock }

    /// A token that is good for the next call; one login serves everybody who waits.
    func current(login: @escaping Login) async throws(RESTRefusal) -> Secret {
        if let token, token.until > clock.now { return token.value }
        let task = running ?? start(login)
        switch await task.value {
        case .success(let token): return token.value
        case .failure(let refusal): throw refusal
        }
    }

    /// The service refused this token before its time.
    func forget(_ refused: Secret) {
        if token?.value == refused { token = nil }
    }

    private func start(_ login: @escaping Login) -> Task<Result<Token, RESTRefusal>, Never> {
        let refresh = refresh
        // Not a child of the call that happened to come first: the others wait for it as well.
        let task = Task { await self.finish(await login(refresh)) }
        running = task
        return task
    }

    private func finish(_ result: Result<Token, RESTRefusal>) -> Result<Token, RESTRefusal> {
        running = nil
        if case .success(let new) = result {
            token = new
            refresh = new.refresh ?? refresh
        }
        return result
    }
}
