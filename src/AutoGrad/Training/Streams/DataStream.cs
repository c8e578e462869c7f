using System.Numerics;

namespace AutoGrad;

/// <summary>Data that come one after the other, from a file, a queue or a generator, and need not fit into memory: shuffled, batched and fetched ahead.</summary>
/// <remarks>
/// <code>
/// await foreach (var batch in Read(path).Shuffle(10_000, random).Batches(64).Prefetch(2))
/// {
///     using var tape = new Tape&lt;float&gt;();
///     adam.Step(tape.Gradients(Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels)));
/// }
/// </code>
/// A tape belongs to one thread and never lives across an await, which the compiler holds you to.
/// </remarks>
public static class DataStream
{
    extension<T>(Dataset<T> data)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The examples of a dataset in their order, one by one.</summary>
        public IAsyncEnumerable<Example<T>> Examples()
        {
            ArgumentNullException.ThrowIfNull(data);
            return Enumerable.Range(0, data.Count).Select(data.ExampleAt).ToAsyncEnumerable();
        }
    }

    extension<T>(IAsyncEnumerable<Example<T>> examples)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Stacks so many examples at a time; the last batch holds what is left. Every batch owns its memory, so that several may be on their way at once.</summary>
        /// <exception cref="ValueException">The size is not positive; or, while streaming, some examples of a batch have labels and others targets.</exception>
        /// <exception cref="ShapeException">While streaming: an example has another shape than the first of its batch.</exception>
        public IAsyncEnumerable<Batch<T>> Batches(int size)
        {
            ArgumentNullException.ThrowIfNull(examples);
            return size > 0 ? ExampleBatches<T>.Read(examples, size) : throw Errors.TrainingSetting("DataStream.Batches", "the size", size, "It must be 1 or more.");
        }
    }

    extension<TItem>(IAsyncEnumerable<TItem> source)
    {
        /// <summary>Mixes a stream through a buffer: each item that leaves is drawn from the buffer and makes place for the next. The same seed gives the same order on every machine.</summary>
        /// <remarks>No item leaves earlier than by the buffer's size, so a buffer much smaller than the data mixes only neighbours. Each pass draws anew from the stream of random numbers.</remarks>
        /// <param name="buffer">How many items wait; as many as there are mix them completely.</param>
        /// <param name="random">Where the places are drawn from.</param>
        /// <exception cref="ValueException">The buffer is smaller than 1.</exception>
        public IAsyncEnumerable<TItem> Shuffle(int buffer, RandomStream random)
        {
            ArgumentNullException.ThrowIfNull(source);
            ArgumentNullException.ThrowIfNull(random);
            return buffer > 0 ? ShuffleBuffer.Mix(source, buffer, random) : throw Errors.TrainingSetting("DataStream.Shuffle", "the buffer", buffer, "It must be 1 or more.");
        }

        /// <summary>Reads a stream ahead on a worker, so that reading and training go on at the same time, in the same order.</summary>
        /// <remarks>
        /// At most <paramref name="capacity"/> items wait, and one more is being read. An error of the source arrives after the items before it. Leaving the loop early, by break, an error or
        /// cancellation, cancels the source, waits until it has stopped and disposes it: nothing goes on behind your back.
        /// </remarks>
        /// <param name="capacity">How many items may wait.</param>
        /// <exception cref="ValueException">The capacity is less than 1.</exception>
        public IAsyncEnumerable<TItem> Prefetch(int capacity)
        {
            ArgumentNullException.ThrowIfNull(source);
            return capacity > 0 ? Prefetcher.Run(source, capacity) : throw Errors.TrainingSetting("DataStream.Prefetch", "the capacity", capacity, "It must be 1 or more.");
        }
    }
}
