using AutoGrad.Instrumented;

namespace AutoGrad.Guarded;

/// <summary>Runs what uses the copy of the library while its tensors, and all that its kernels rent, lie in guarded memory.</summary>
internal static class OnGuardedMemory
{
    /// <summary>Memory is guarded for one thread, so that thread does the work of the others too: pieces are cut by shape, and are the same ones.</summary>
    public static TResult Run<TResult>(bool atStart, Func<TResult> run)
    {
        var library = InstrumentedLibrary.Instance;
        var guard = library.OfLibrary<Action<bool, bool>>(typeof(GuardedMemory), nameof(GuardedMemory.Switch));
        var unguarded = library.OfLibrary<Func<int>>(typeof(GuardedMemory), nameof(GuardedMemory.Unguarded));
        var threads = library.OfLibrary<Action<int>>(typeof(AutoGradOptions), $"set_{nameof(AutoGradOptions.MaxThreads)}");
        var joined = library.OfLibrary<Func<long>>(typeof(Crew), $"get_{nameof(Crew.Joined)}");
        var before = (unguarded(), joined());
        threads(1);
        guard(true, atStart);
        try
        {
            var result = run();
            Assert.Equal(before, (unguarded(), joined()));
            return result;
        }
        finally
        {
            guard(false, false);
            threads(Environment.ProcessorCount);
        }
    }
}
