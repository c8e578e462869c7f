namespace AutoGrad;

/// <summary>The types of number that files hold. Tensors compute in <see cref="float"/> or <see cref="double"/>; what a file has is converted when it is read.</summary>
public enum StoredNumber
{
    /// <summary>One byte, zero or not.</summary>
    Boolean,

    /// <summary>Integers of 1 byte, 0 and above.</summary>
    Unsigned8,

    /// <summary>Integers of 1 byte.</summary>
    Integer8,

    /// <summary>Integers of 2 bytes, 0 and above.</summary>
    Unsigned16,

    /// <summary>Integers of 2 bytes.</summary>
    Integer16,

    /// <summary>Integers of 4 bytes, 0 and above.</summary>
    Unsigned32,

    /// <summary>Integers of 4 bytes.</summary>
    Integer32,

    /// <summary>Integers of 8 bytes, 0 and above.</summary>
    Unsigned64,

    /// <summary>Integers of 8 bytes.</summary>
    Integer64,

    /// <summary>Floating-point numbers of 2 bytes after IEEE 754: 5 bits of exponent, 10 of fraction.</summary>
    Real16,

    /// <summary>The upper half of a <see cref="float"/>: 8 bits of exponent, 7 of fraction.</summary>
    Brain16,

    /// <summary>Floating-point numbers of 4 bytes: <see cref="float"/>.</summary>
    Real32,

    /// <summary>Floating-point numbers of 8 bytes: <see cref="double"/>.</summary>
    Real64,
}
