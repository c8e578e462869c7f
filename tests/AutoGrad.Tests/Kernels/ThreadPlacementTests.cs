namespace AutoGrad;

/// <summary>A thread that is told to leave a processor runs on another one from then on, where there is another one.</summary>
[Collection(nameof(Alone))]
public class ThreadPlacementTests
{
    private const int Looks = 20_000;

    [Fact]
    public void A_thread_leaves_a_processor_and_stays_away()
    {
        Assert.Equal(OperatingSystem.IsLinux(), ThreadPlacement.OfThisThread() is not null);
        var seen = new List<int>();
        var left = -1;
        OnAThreadOfItsOwn(() =>
        {
            left = Thread.GetCurrentProcessorId();
            ThreadPlacement.OfThisThread()?.Leave(left);
            for (var look = 0; look < 2 * Looks; look++)
            {
                seen.Add(Thread.GetCurrentProcessorId());
            }
        });

        if (CanMove)
        {
            // The first looks may be answered from what the runtime remembers.
            Assert.DoesNotContain(left, seen.Skip(Looks));
        }
    }

    [Fact]
    public void Another_thread_can_move_it_again_and_again()
    {
        ThreadPlacement? placement = null;
        var processor = -1;
        var ended = 0;
        var moved = new Thread(() =>
        {
            placement = ThreadPlacement.OfThisThread();
            while (Volatile.Read(ref ended) == 0)
            {
                Volatile.Write(ref processor, Thread.GetCurrentProcessorId());
            }
        });
        moved.Start();
        while (Volatile.Read(ref processor) < 0)
        {
            Thread.Yield();
        }

        var stayed = 0;
        for (var move = 0; CanMove && move < 4; move++)
        {
            // A thread that was moved a moment ago stays.
            Thread.Sleep(2);
            var from = Volatile.Read(ref processor);
            placement!.Leave(from);
            for (var look = 0; look < 2_000 && Volatile.Read(ref processor) == from; look++)
            {
                Thread.Sleep(1);
            }

            stayed += Volatile.Read(ref processor) == from ? 1 : 0;
        }

        Volatile.Write(ref ended, 1);
        moved.Join();
        Assert.Equal(0, stayed);
    }

    [Fact]
    public void To_leave_a_processor_that_does_not_exist_changes_nothing()
    {
        Exception? failure = null;
        OnAThreadOfItsOwn(() => failure = Record.Exception(static () => ThreadPlacement.OfThisThread()?.Leave(int.MaxValue)));
        Assert.Null(failure);
    }

    private static bool CanMove => OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;

    private static void OnAThreadOfItsOwn(ThreadStart action)
    {
        var thread = new Thread(action);
        thread.Start();
        thread.Join();
    }
}
