import fc from 'fast-check';

// A counterexample that cannot be made smaller in this time is shown as it is: a test that goes on looking ends for nobody.
fc.configureGlobal({ interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true });

export default fc;
