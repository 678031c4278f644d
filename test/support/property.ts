import fc from 'fast-check';

// A counterexample that cannot be shrunk in this time is shown as it is, so that the test ends.
fc.configureGlobal({ interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true });

export default fc;
