using System.Runtime.CompilerServices;

namespace AutoGrad.Tests;

public sealed class DataStreamTests
{
    [Fact]
    public async Task Batches_hold_the_examples_in_order_and_the_last_one_what_is_left()
    {
        var data = new Dataset<float>(Tensor.Arange<float>(14).Reshape(7, 2), Indices.Create([0, 1, 2, 3, 4, 5, 6]));
        var batches = new List<Batch<float>>();
        await foreach (var batch in data.Examples().Batches(3))
        {
            batches.Add(batch);
        }

        // All at once: a batch of a stream owns its memory.
        Assert.Equal([3, 3, 1], batches.Select(static batch => batch.Count));
        Assert.Equal(data.Inputs.ToArray(), batches.SelectMany(static batch => batch.Inputs.ToArray()));
        Assert.Equal(data.Labels.AsSpan().ToArray(), batches.SelectMany(static batch => batch.Labels.AsSpan().ToArray()));

        var targets = new Dataset<double>(Tensor.Arange<double>(4).Reshape(4, 1), Tensor.Arange<double>(8).Reshape(4, 2));
        await foreach (var batch in targets.Examples().Batches(9))
        {
            Assert.Equal(targets.Targets.ToArray(), batch.Targets.ToArray());
        }
    }

    [Fact]
    public async Task A_shuffled_stream_is_the_same_everywhere_and_holds_each_item_once()
    {
        // The draws are Philox's, so these orders hold on every machine.
        Assert.Equal(Known(4), await Collect(Numbers(10).Shuffle(4, new RandomStream(1))));
        Assert.Equal(await Collect(Numbers(500).Shuffle(64, new RandomStream(7))), await Collect(Numbers(500).Shuffle(64, new RandomStream(7))));
        var order = await Collect(Numbers(500).Shuffle(1000, new RandomStream(7)));
        Assert.Equal(Enumerable.Range(0, 500), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 500), order);
        Assert.Equal(Enumerable.Range(0, 5), await Collect(Numbers(5).Shuffle(1, new RandomStream(7))));

        // Nothing leaves earlier than by the size of the buffer.
        var near = await Collect(Numbers(500).Shuffle(8, new RandomStream(3)));
        Assert.All(near.Select(static (item, place) => item - place), static ahead => Assert.InRange(ahead, -500, 8));

        static int[] Known(int buffer)
        {
            var (random, waiting, left) = (new RandomStream(1), Enumerable.Range(0, buffer).ToList(), new List<int>());
            for (var next = buffer; waiting.Count > 0; next++)
            {
                var place = random.NextInteger(waiting.Count);
                left.Add(waiting[place]);
                waiting[place] = next < 10 ? next : waiting[^1];
                waiting.RemoveRange(waiting.Count - (next < 10 ? 0 : 1), next < 10 ? 0 : 1);
            }

            return [.. left];
        }
    }

    [Fact]
    public async Task A_worker_reads_ahead_in_order_and_no_further_than_it_may()
    {
        var source = new Source(100);
        var stream = source.Read().Prefetch(3).GetAsyncEnumerator();
        for (var item = 0; item < 10; item++)
        {
            Assert.True(await stream.MoveNextAsync());
            Assert.Equal(item, stream.Current);

            // What was taken, three that wait, and one in the worker's hand.
            Assert.InRange(source.Made, item + 1, item + 5);
        }

        await source.Until(14);
        await stream.DisposeAsync();
        Assert.True(source.IsDisposed);
        Assert.Equal(14, source.Made);
        Assert.Equal(Enumerable.Range(0, 100), await Collect(Numbers(100).Prefetch(1)));
    }

    [Fact]
    public async Task An_error_of_the_source_arrives_after_the_items_before_it()
    {
        var source = new Source(100) { FailsAt = 5 };
        var seen = new List<int>();
        var error = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var item in source.Read().Prefetch(2))
            {
                seen.Add(item);
            }
        });
        Assert.Equal("torn", error.Message);
        Assert.Equal([0, 1, 2, 3, 4], seen);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task Cancellation_stops_the_reader_and_the_source()
    {
        // The source never ends and never comes back by itself: only the token ends its wait.
        var source = new Source(int.MaxValue) { WaitsAt = 3 };
        using var stop = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in source.Read().Prefetch(2).WithCancellation(stop.Token))
            {
                if (++seen == 3)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Assert.Equal(3, seen);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task Leaving_the_loop_early_ends_a_source_that_waits()
    {
        var source = new Source(int.MaxValue) { WaitsAt = 3 };
        await foreach (var item in source.Read().Prefetch(2))
        {
            break;
        }

        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task A_model_learns_from_a_stream_what_it_learns_from_the_dataset()
    {
        var random = new RandomStream(4);
        var data = new Dataset<double>(random.Normal<double>([50, 3]), random.Normal<double>([50, 1]));
        var (streamed, held) = (new Dense<double>(3, 1, new RandomStream(5)), new Dense<double>(3, 1, new RandomStream(5)));
        var (first, second) = (new Adam<double>(streamed.Parameters), new Adam<double>(held.Parameters));
        await foreach (var batch in data.Examples().Batches(8).Prefetch(2))
        {
            Step(streamed, first, batch);
        }

        foreach (var batch in data.Batches(8))
        {
            Step(held, second, batch);
        }

        Assert.Equal(held.Weight.ToArray(), streamed.Weight.ToArray());

        static void Step(Dense<double> model, Adam<double> adam, Batch<double> batch)
        {
            using var tape = new Tape<double>();
            adam.Step(tape.Gradients(Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets)));
        }
    }

    private static IAsyncEnumerable<int> Numbers(int count) => Enumerable.Range(0, count).ToAsyncEnumerable();

    private static async Task<List<TItem>> Collect<TItem>(IAsyncEnumerable<TItem> source)
    {
        var items = new List<TItem>();
        await foreach (var item in source)
        {
            items.Add(item);
        }

        return items;
    }

    /// <summary>Counts what it made, fails or waits where told to, and remembers that it was disposed.</summary>
    private sealed class Source(int count)
    {
        private int made;

        public int? FailsAt { get; init; }

        public int? WaitsAt { get; init; }

        public int Made => Volatile.Read(ref made);

        public bool IsDisposed { get; private set; }

        public async Task Until(int items)
        {
            while (Made < items)
            {
                await Task.Yield();
            }
        }

        public async IAsyncEnumerable<int> Read([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            try
            {
                for (var item = 0; item < count; item++)
                {
                    if (item == FailsAt)
                    {
                        throw new IOException("torn");
                    }

                    if (item == WaitsAt)
                    {
                        await Task.Delay(Timeout.Infinite, cancellation);
                    }

                    Interlocked.Increment(ref made);
                    yield return item;
                }
            }
            finally
            {
                IsDisposed = true;
            }
        }
    }
}
